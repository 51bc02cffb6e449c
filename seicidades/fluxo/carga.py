"""A carga da carteira, vista do fluxo: o que as etapas podem receber e como se grava em silêncio.

Quem carrega não conhece as etapas. Cada uma que recebe fatos declara, no seu
módulo `carga`, as colunas da planilha, o que já tem e como grava.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from seicidades.fluxo import servicos
from seicidades.fluxo.models import Andamento, AvisoDoAndamento, Implantacao
from seicidades.fluxo.nucleo.comandos import Canal, Comando


@dataclass(frozen=True)
class Coluna:
    """Uma coluna da planilha.

    Args:
        nome: como o cabeçalho a chama, em minúsculas e sem acentos.
        tipo: "texto", "data", "email", "ibge", "processo" ou "situacao".
        apelidos: outros nomes com que ela aparece nas planilhas que existem.
        largura: limite de letras de um texto.
    """

    nome: str
    titulo: str
    tipo: str = "texto"
    exemplo: str = ""
    ajuda: str = ""
    apelidos: tuple[str, ...] = ()
    largura: int = 150


@dataclass(frozen=True)
class Achado:
    """O que uma etapa recusa num valor da planilha."""

    orgao_id: int
    coluna: str
    codigo: str
    motivo: str
    saida: str


Valores = Mapping[str, str | date]


@dataclass(frozen=True)
class FatosDeCarga:
    """O que uma etapa recebe da planilha.

    Args:
        itens: item a que cada coluna pertence, para registrar mudança em cidade que já anda.
        atuais: valores que já há, por órgão; número fixo de consultas.
        conferir: recusas de um lote novo; número fixo de consultas.
        gravar: escreve um lote, dentro da transação de quem chama.
    """

    etapa: str
    colunas: tuple[Coluna, ...]
    itens: Mapping[str, str]
    atuais: Callable[[Iterable[int]], dict[int, dict[str, str | date]]]
    conferir: Callable[[Mapping[int, Valores]], list[Achado]]
    gravar: Callable[[Iterable[tuple[Implantacao, Valores]]], None]


_registro: dict[str, FatosDeCarga] = {}


def registrar_fatos(fatos: FatosDeCarga) -> FatosDeCarga:
    _registro[fatos.etapa] = fatos
    return fatos


def fatos_de_carga() -> tuple[FatosDeCarga, ...]:
    return tuple(_registro[etapa] for etapa in sorted(_registro))


@transaction.atomic
def executar_em_silencio(
    implantacao: Implantacao, comando: Comando, usuario, *, chave: str
) -> servicos.Resultado:
    """Um comando de carga: ninguém recebe correio por ele."""
    resultado = servicos.executar(implantacao, comando, usuario, chave=chave, origem=Canal.CARGA)
    calar(implantacao, resultado)
    return resultado


def calar(implantacao: Implantacao, resultado: servicos.Resultado) -> None:
    """Marca os andamentos como já avisados, na mesma transação que os grava."""
    andamentos = Andamento.objects.filter(
        implantacao=implantacao, seq__in=[e.seq for e in resultado.eventos]
    )
    AvisoDoAndamento.objects.bulk_create(
        [AvisoDoAndamento(andamento=a) for a in andamentos.order_by("seq")],
        ignore_conflicts=True,
    )
