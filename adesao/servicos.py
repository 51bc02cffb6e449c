"""Regras da prefeitura, de quem a representa e do usuário externo.

Quem grava chama de dentro de `fluxo.servicos.alterar_fatos`.

Cada `conferir_*` levanta `ValidationError` por campo e serve também ao
formulário; quem grava confere de novo.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from adesao.models import CadastroExterno, DadosDaPrefeitura, Representante
from seicidades.comum.formatos import data_curta
from seicidades.contas.sinais import representante_mudou
from seicidades.municipios.models import Orgao

MANDATO_MAXIMO_ANOS = 8  # dois mandatos seguidos da mesma pessoa


def hoje() -> date:
    return timezone.localdate()


def recusar_futura(campo: str, dia: date | None, assunto: str) -> None:
    """O que já aconteceu não tem data adiante.

    Raises:
        ValidationError: no campo.
    """
    if dia and dia > hoje():
        raise ValidationError(
            {
                campo: f"{data_curta(dia)} ainda não chegou. "
                f"Registre {assunto} depois que acontecer, ou confira a data."
            }
        )


# --- Prefeitura e representante ---------------------------------------------------------


def conferir_cnpj(implantacao, cnpj: str) -> None:
    """Um CNPJ, um órgão.

    Raises:
        ValidationError: se outro órgão já usa o CNPJ.
    """
    outro = Orgao.objects.filter(cnpj=cnpj).exclude(pk=implantacao.orgao_id).first()
    if outro:
        raise ValidationError(
            {
                "cnpj": f"Este CNPJ já está em {outro}. Confira o número no cartão do CNPJ; "
                "se estiver certo, avise o gerente de projetos."
            }
        )


def informar_prefeitura(implantacao, *, cnpj: str, **dados) -> DadosDaPrefeitura:
    """Grava contato e endereço e leva o CNPJ ao órgão."""
    conferir_cnpj(implantacao, cnpj)
    Orgao.objects.filter(pk=implantacao.orgao_id).update(cnpj=cnpj)
    prefeitura, _ = DadosDaPrefeitura.objects.update_or_create(
        implantacao=implantacao, defaults=dados
    )
    return prefeitura


def representante_atual(implantacao, dia: date | None = None) -> Representante | None:
    """Quem tem o mandato no dia; sem ninguém, quem teve o último que já começou."""
    dia = dia or hoje()
    todos = implantacao.adesao_representantes.filter(mandato_inicio__lte=dia)
    return todos.select_related("cadastro_externo").order_by("-mandato_inicio").first()


def conferir_mandato(dados: Mapping) -> None:
    inicio, fim = dados.get("mandato_inicio"), dados.get("mandato_fim")
    if not inicio or not fim:
        return
    if fim < inicio:
        raise ValidationError(
            {"mandato_fim": f"O fim do mandato vem antes do início, em {data_curta(inicio)}."}
        )
    if fim.year - inicio.year > MANDATO_MAXIMO_ANOS:
        raise ValidationError(
            {
                "mandato_fim": f"O mandato passa de {MANDATO_MAXIMO_ANOS} anos. "
                "Se a pessoa voltou ao cargo, registre o mandato novo como outra entrada."
            }
        )


def conferir_representante(atual: Representante | None, dados: Mapping) -> None:
    """Confere a correção de quem já está registrado, ou o primeiro registro."""
    conferir_mandato(dados)
    cadastro = getattr(atual, "cadastro_externo", None)
    email = dados.get("email")
    if cadastro and cadastro.liberado_em and email and email.lower() != atual.email:
        raise ValidationError(
            {
                "email": "O usuário externo deste e-mail já foi liberado no SEI. Se a pessoa "
                "mudou, registre quem assumiu a prefeitura; se é a mesma, mantenha o e-mail."
            }
        )


def informar_representante(implantacao, **dados) -> Representante:
    """Registra o primeiro representante ou corrige os dados de quem está no cargo."""
    atual = representante_atual(implantacao)
    conferir_representante(atual, dados)
    representante = atual or Representante(implantacao=implantacao)
    return salvar(representante, {**dados, "email": dados["email"].lower()})


def conferir_troca(atual: Representante | None, dados: Mapping) -> None:
    """Confere a posse de outra pessoa: começa depois de quem sai ter começado."""
    conferir_mandato(dados)
    inicio = dados.get("mandato_inicio")
    if not inicio:
        return
    recusar_futura("mandato_inicio", inicio, "a posse")
    if atual and inicio <= atual.mandato_inicio:
        raise ValidationError(
            {
                "mandato_inicio": f"{atual} começou em {data_curta(atual.mandato_inicio)}. "
                "A posse de quem assume vem depois desse dia."
            }
        )


def trocar_representante(implantacao, **dados) -> Representante:
    """Registra quem assumiu. Quem saiu fica na história, até a véspera da posse."""
    atual = representante_atual(implantacao)
    conferir_troca(atual, dados)
    vespera = dados["mandato_inicio"] - timedelta(days=1)
    if atual and atual.mandato_fim > vespera:
        salvar(atual, {"mandato_fim": vespera})
    novo = Representante(implantacao=implantacao)
    if atual:
        anunciar = partial(
            representante_mudou.send_robust,
            sender=Representante,
            orgao_id=implantacao.orgao_id,
            desde=dados["mandato_inicio"],
        )
        transaction.on_commit(anunciar)
    return salvar(novo, {**dados, "email": dados["email"].lower()})


# --- Usuário externo --------------------------------------------------------------------


def conferir_pedido(representante: Representante | None, pedido_em: date | None) -> None:
    if representante is None:
        raise ValidationError(
            "Ainda não há prefeita ou prefeito registrado. Informe primeiro quem representa "
            "a prefeitura."
        )
    recusar_futura("pedido_em", pedido_em, "o pedido")
    cadastro = getattr(representante, "cadastro_externo", None)
    if cadastro and cadastro.liberado_em and pedido_em and pedido_em > cadastro.liberado_em:
        raise ValidationError(
            {
                "pedido_em": "O pedido vem depois da liberação, registrada em "
                f"{data_curta(cadastro.liberado_em)}. Confira a data."
            }
        )


def pedir_cadastro_externo(implantacao, *, pedido_em: date, comprovante=None) -> CadastroExterno:
    """Registra que a pessoa pediu o cadastro no SEI do Estado."""
    representante = representante_atual(implantacao)
    conferir_pedido(representante, pedido_em)
    cadastro = getattr(representante, "cadastro_externo", None)
    cadastro = cadastro or CadastroExterno(representante=representante)
    return salvar(
        cadastro, {"pedido_em": pedido_em, "comprovante": comprovante or cadastro.comprovante}
    )


def conferir_liberacao(representante: Representante | None, liberado_em: date | None) -> None:
    cadastro = getattr(representante, "cadastro_externo", None)
    if cadastro is None:
        raise ValidationError(
            "O pedido de cadastro ainda não foi registrado. Registre o pedido antes da liberação."
        )
    recusar_futura("liberado_em", liberado_em, "a liberação")
    if liberado_em and liberado_em < cadastro.pedido_em:
        raise ValidationError(
            {
                "liberado_em": f"{data_curta(liberado_em)} vem antes do pedido, em "
                f"{data_curta(cadastro.pedido_em)}. Confira as duas datas."
            }
        )


def liberar_cadastro_externo(implantacao, *, liberado_em: date) -> CadastroExterno:
    """Registra que a situação do usuário externo passou de pendente a liberado."""
    representante = representante_atual(implantacao)
    conferir_liberacao(representante, liberado_em)
    return salvar(representante.cadastro_externo, {"liberado_em": liberado_em})


def salvar(objeto, dados: Mapping):
    """Preenche, confere as restrições com as frases do modelo e salva."""
    for campo, valor in dados.items():
        setattr(objeto, campo, valor)
    objeto.full_clean()
    objeto.save()
    return objeto
