"""Cidades já na projeção, sem passar pelo motor: aos painéis só interessa o que se lê."""

from datetime import date, timedelta

from django.utils import timezone

from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo import servicos
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import EtapaDaImplantacao, Implantacao, ItemDaImplantacao
from tests.factories import MunicipioFactory, OrgaoFactory, VinculoFactory

INICIO = date(2026, 1, 5)


def dia(quantos: int) -> date:
    """Daqui a tantos dias corridos; negativo, há tantos."""
    return timezone.localdate() + timedelta(days=quantos)


def implantar(
    nome: str = "", *, gerente: Usuario | None = None, prazos=(), etapas=(), **campos
) -> Implantacao:
    """Uma cidade em andamento na adesão, com a vez.

    Args:
        prazos: um item por fazer para cada um, de lado município; ou (prazo, lado).
        etapas: campos de EtapaDaImplantacao, um dicionário por etapa.
        campos: de Implantacao; `regiao` e `codigo_ibge` são do município.
    """
    municipio = {"nome": nome} if nome else {}
    if regiao := campos.pop("regiao", ""):
        municipio["mesorregiao"] = regiao
    if codigo := campos.pop("codigo_ibge", ""):
        municipio["codigo_ibge"] = codigo
    orgao = OrgaoFactory(municipio=MunicipioFactory(**municipio))
    if gerente:
        VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=INICIO)
    padrao = {
        "versao": servicos.publicar_roteiro(),
        "situacao": "em_andamento",
        "etapa_atual": "adesao",
        "ordem_atual": 1,
        "vez_de": Lado.MUNICIPIO,
        "vez_desde": dia(-7),
    }
    implantacao = Implantacao.objects.create(orgao=orgao, **padrao | campos)
    for ordem, prazo in enumerate(prazos):
        prazo, lado = prazo if isinstance(prazo, tuple) else (prazo, Lado.MUNICIPIO)
        _item(implantacao, ordem, prazo, lado)
    for etapa in etapas:
        _etapa(implantacao, **etapa)
    return implantacao


def _item(implantacao: Implantacao, ordem: int, prazo: date, lado: Lado) -> None:
    ItemDaImplantacao.objects.create(
        implantacao=implantacao,
        etapa="adesao",
        chave=f"item_{ordem}",
        ordem=ordem,
        papel=Papel.GESTOR_SEI if lado == Lado.MUNICIPIO else Papel.GERENTE,
        lado=lado,
        prazo=prazo,
    )


def _etapa(implantacao: Implantacao, chave: str = "adesao", **campos) -> None:
    etapa = roteiro_do_codigo().por_chave[chave]
    EtapaDaImplantacao.objects.create(
        implantacao=implantacao, chave=chave, ordem=etapa.ordem, trilha=etapa.trilha, **campos
    )
