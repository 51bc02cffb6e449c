"""Contas das pessoas: criar, mudar, desativar e avisar."""

import uuid
from datetime import date
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.contas.servicos.recusas import VinculoRecusado
from seicidades.contas.servicos.vinculos import VESPERA, encerrar_vinculo
from seicidades.contas.sinais import endereco_mudou
from seicidades.correio.servicos import enfileirar_modelo


@transaction.atomic
def criar_usuario(
    *,
    email: str,
    nome: str,
    papel_estado: str = "",
    nome_social: str = "",
    telefone: str = "",
    senha: str | None = None,
    avisar: bool = False,
) -> Usuario:
    """Cria a conta. Sem senha, a pessoa entra por código; `avisar` conta isso a ela."""
    usuario = Usuario.objects.create_user(
        email,
        senha,
        nome=nome,
        nome_social=nome_social,
        telefone=telefone,
        papel_estado=papel_estado,
    )
    if avisar:
        avisar_acesso(
            usuario,
            titulo="Seu acesso ao acompanhamento do SEI Cidades",
            texto="Sua conta foi criada. Entre com o seu e-mail: enviaremos um código.",
        )
    return usuario


def avisar_acesso(usuario: Usuario, *, titulo: str, texto: str, chave: str = "") -> None:
    """Conta à pessoa algo sobre a conta dela (criação, senha, segundo fator).

    Args:
        chave: o que não se conta duas vezes; sem ela, cada chamada é uma mensagem.
    """
    enfileirar_modelo(
        "acesso",
        {"nome": usuario.nome_publico, "titulo": titulo, "texto": texto},
        para=usuario.email,
        chave=f"acesso:{chave or uuid.uuid4()}",
        transacional=True,
    )


@transaction.atomic
def reiniciar_segundo_fator(usuario: Usuario) -> None:
    """Apaga o segundo fator de quem perdeu o aparelho e conta isso à pessoa."""
    Authenticator.objects.filter(user=usuario).delete()
    avisar_acesso(
        usuario,
        titulo="Seu segundo fator foi reiniciado",
        texto="A administração reiniciou o segundo fator da sua conta. Ative-o de novo na próxima "
        "entrada. Se não foi você quem pediu, avise a equipe da Prodesp.",
    )


@transaction.atomic
def atualizar_usuario(usuario: Usuario, *, por: Usuario | None) -> Usuario:
    """Grava a pessoa e encerra os vínculos que ela deixou de poder exercer.

    Desativada, perde todos; sem papel de gerente no Estado, perde a carteira. O sinal
    `endereco_mudou` sai depois do commit, se o endereço é outro.
    """
    antes = Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk).email
    usuario.save()
    _anunciar_endereco(usuario, antes)
    vinculos = usuario.vinculos.por_acabar(timezone.localdate())
    if usuario.is_active:
        vinculos = vinculos.filter(papel=Papel.GERENTE)
        if usuario.papel_estado in (Papel.GERENTE, Papel.ADMINISTRADOR):
            vinculos = vinculos.none()
    for vinculo in vinculos:
        encerrar_vinculo(vinculo, fim=_ontem_ou_vespera(vinculo), por=por)
    return usuario


@transaction.atomic
def trocar_endereco(usuario: Usuario, email: str, *, por: Usuario) -> Usuario:
    """Corrige o endereço de quem não recebe mais no antigo; as sessões abertas caem.

    Raises:
        VinculoRecusado: pessoa do Estado, ou endereço de outra conta.
    """
    usuario = Usuario.objects.select_for_update().get(pk=usuario.pk)
    email = email.strip().lower()
    if usuario.papel_estado:
        raise VinculoRecusado(
            "pessoa_do_estado", "O endereço de quem é do Estado se troca na administração."
        )
    if Usuario.objects.filter(email=email).exclude(pk=usuario.pk).exists():
        raise VinculoRecusado(
            "endereco_em_uso", "Já existe uma conta com este e-mail. Registre a substituição."
        )
    antes, usuario.email = usuario.email, email
    usuario.save(update_fields=["email"])
    _anunciar_endereco(usuario, antes)
    avisar_acesso(
        usuario,
        titulo="Seu endereço de entrada mudou",
        texto=f"{por.nome_publico} corrigiu o seu e-mail, que não recebia mensagens. Entre agora "
        "com este endereço: peça um código ou crie outra senha.",
    )
    return usuario


def _anunciar_endereco(usuario: Usuario, antes: str) -> None:
    if usuario.email == antes:
        return
    mudanca = {"usuario_id": usuario.pk, "antes": antes, "depois": usuario.email}
    transaction.on_commit(partial(endereco_mudou.send_robust, sender=Usuario, **mudanca))


def _ontem_ou_vespera(vinculo: Vinculo) -> date:
    return max(timezone.localdate(), vinculo.inicio) - VESPERA
