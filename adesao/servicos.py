"""Regras da prefeitura e de quem a representa.

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
from adesao.models import DadosDaPrefeitura, Representante, Signatario
from adesao.regras import hoje, recusar_futura, salvar
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
    salvar(representante, {**dados, "email": dados["email"].lower()})
    assinaturas.assumir(representante)
    return representante


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
    assinaturas.assumir(novo)
    if atual:
        em = dados["mandato_inicio"]
        assinaturas.passar_assinaturas(implantacao, atual, novo, em=em, por=por)
        _anunciar_posse(implantacao, em)
    return novo


def assinaturas_fora_do_mandato(implantacao) -> list[str]:
    """O que está datado fora do mandato de quem assinou, com a pessoa e o documento."""
    feitas = Signatario.objects.ativos().filter(
        instrumento__implantacao=implantacao,
        instrumento__cancelado_em=None,
        representante__isnull=False,
        assinado_em__isnull=False,
    )
    lidas = feitas.select_related("instrumento__tipo", "representante").order_by("pk")
    avisos = [(s, assinaturas.aviso_do_mandato(s, s.assinado_em)) for s in lidas]
    return [f"{s.nome} em {s.instrumento}: {aviso}" for s, aviso in avisos if aviso]


def _anunciar_posse(implantacao, desde: date) -> None:
    """Depois do commit: quem responde pela implantação passa a ser reconfirmado."""
    anunciar = partial(
        representante_mudou.send_robust,
        sender=Representante,
        orgao_id=implantacao.orgao_id,
        desde=desde,
    )
    transaction.on_commit(anunciar)
