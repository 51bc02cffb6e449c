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

from adesao import assinaturas
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    MovimentoDoCadastro,
    Representante,
    TipoDeMovimentoDoCadastro,
)
from adesao.regras import hoje, recusar_anterior, recusar_futura, salvar
from seicidades.comum.formatos import data_curta
from seicidades.contas.sinais import representante_mudou
from seicidades.municipios.models import Orgao

MANDATO_MAXIMO_ANOS = 8  # dois mandatos seguidos da mesma pessoa


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
    recusar_futura("mandato_inicio", dados.get("mandato_inicio"), "a posse")
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


def trocar_representante(implantacao, *, por=None, **dados) -> Representante:
    """Registra quem assumiu. Quem saiu fica na história, até a véspera da posse.

    O que quem saiu assinou continua valendo; o que faltava passa a quem entra,
    que precisa de cadastro e de liberação seus.
    """
    atual = representante_atual(implantacao)
    conferir_troca(atual, dados)
    vespera = dados["mandato_inicio"] - timedelta(days=1)
    if atual and atual.mandato_fim > vespera:
        salvar(atual, {"mandato_fim": vespera})
    novo = Representante(implantacao=implantacao)
    salvar(novo, {**dados, "email": dados["email"].lower()})
    if atual:
        em = dados["mandato_inicio"]
        assinaturas.passar_assinaturas(implantacao, atual, novo, em=em, por=por)
        _anunciar_posse(implantacao, em)
    return novo


def _anunciar_posse(implantacao, desde: date) -> None:
    """Depois do commit: quem responde pela implantação passa a ser reconfirmado."""
    anunciar = partial(
        representante_mudou.send_robust,
        sender=Representante,
        orgao_id=implantacao.orgao_id,
        desde=desde,
    )
    transaction.on_commit(anunciar)


def a_refazer(implantacao) -> list[str]:
    """O que a troca de quem representa deixou por fazer, em frases; vazia, se nada."""
    atual = representante_atual(implantacao)
    if atual is None:
        return []
    frases = _do_usuario_externo(implantacao, atual)
    for signatario in assinaturas.pendentes_de(implantacao, atual):
        estado = assinaturas.situacao_de(signatario).estado
        if estado in assinaturas.estados.SEM_LIBERACAO:
            frases.append(
                f"A Prodesp libera a assinatura de {signatario.nome} em {signatario.instrumento}."
            )
    return frases


def _do_usuario_externo(implantacao, atual: Representante) -> list[str]:
    frases = []
    falta_assinar = assinaturas.pendentes_de(implantacao, atual)
    estado = assinaturas.estado_do_usuario_externo(atual)
    if falta_assinar and estado == assinaturas.EstadoDoCadastro.SEM_CADASTRO:
        frases.append(
            f"{atual.nome_publico} pede o seu cadastro de usuário externo no SEI do Estado."
        )
    elif falta_assinar and estado != assinaturas.EstadoDoCadastro.LIBERADO:
        frases.append(f"A Prodesp libera o usuário externo de {atual.nome_publico}.")
    anteriores = CadastroExterno.objects.filter(
        representante__implantacao=implantacao,
        representante__mandato_fim__lt=atual.mandato_inicio,
        liberado_em__isnull=False,
        desativado_em=None,
    )
    for cadastro in anteriores.select_related("representante").order_by("pk"):
        frases.append(
            f"A Prodesp desativa o usuário externo de {cadastro.representante}, que ainda abre "
            "os documentos."
        )
    return frases


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


def pedir_cadastro_externo(
    implantacao, *, pedido_em: date, comprovante=None, por=None
) -> CadastroExterno:
    """Registra que a pessoa pediu o cadastro no SEI do Estado."""
    representante = representante_atual(implantacao)
    conferir_pedido(representante, pedido_em)
    cadastro = getattr(representante, "cadastro_externo", None)
    cadastro = cadastro or CadastroExterno(representante=representante)
    antes = {"pedido_em": cadastro.pedido_em}
    dados = {"pedido_em": pedido_em, "comprovante": comprovante or cadastro.comprovante}
    salvar(cadastro, dados)
    anotar_mudancas(cadastro, antes, por=por)
    return cadastro


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


def conferir_desativacao(
    representante: Representante | None, liberado_em: date | None, desativado_em: date | None
) -> None:
    recusar_futura("desativado_em", desativado_em, "a desativação")
    recusar_anterior("desativado_em", desativado_em, liberado_em, "da liberação")


def liberar_cadastro_externo(
    implantacao, *, liberado_em: date, desativado_em: date | None = None, por=None
) -> CadastroExterno:
    """Registra que o usuário externo passou de pendente a liberado, ou foi desativado."""
    representante = representante_atual(implantacao)
    conferir_liberacao(representante, liberado_em)
    conferir_desativacao(representante, liberado_em, desativado_em)
    cadastro = representante.cadastro_externo
    novos = {"liberado_em": liberado_em, "desativado_em": desativado_em}
    antes = {campo: getattr(cadastro, campo) for campo in novos}
    salvar(cadastro, novos)
    anotar_mudancas(cadastro, antes, por=por)
    return cadastro


def anotar_mudancas(cadastro: CadastroExterno, antes: Mapping, *, por=None) -> None:
    """Acrescenta à história o que mudou no cadastro.

    Args:
        antes: o valor anterior de cada campo que pode ter mudado.
    """
    for campo, tipo in _TIPO_DO_CAMPO.items():
        dia = getattr(cadastro, campo)
        if campo in antes and antes[campo] != dia:
            if dia:
                _anotar(cadastro, tipo, dia, por)
            elif tipo == TipoDeMovimentoDoCadastro.DESATIVADO:
                _anotar(cadastro, TipoDeMovimentoDoCadastro.REATIVADO, hoje(), por)


_TIPO_DO_CAMPO = {
    "pedido_em": TipoDeMovimentoDoCadastro.PEDIDO,
    "liberado_em": TipoDeMovimentoDoCadastro.LIBERADO,
    "desativado_em": TipoDeMovimentoDoCadastro.DESATIVADO,
}


def _anotar(cadastro: CadastroExterno, tipo: str, dia: date, por) -> None:
    movimento = MovimentoDoCadastro(cadastro=cadastro, tipo=tipo)
    salvar(movimento, {"ocorreu_em": dia, "registrado_por": por})
