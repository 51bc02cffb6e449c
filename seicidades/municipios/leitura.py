"""Dos arquivos de carga para valores conferidos: nenhuma escrita acontece aqui."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from seicidades.comum.formatos import sem_acentos
from seicidades.comum.tabela_csv import ArquivoRecusado, Linha, Problema, ler_csv
from seicidades.municipios.celulas import (
    CONVERSORES_DE_FERIADOS,
    CONVERSORES_DE_MUNICIPIOS,
    nomes_conhecidos,
)


@dataclass(frozen=True, slots=True)
class MunicipioLido:
    """Os campos preenchidos de uma linha; célula em branco não entra."""

    codigo_ibge: str
    campos: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CargaDeMunicipios:
    municipios: tuple[MunicipioLido, ...]
    ignoradas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeriadoLido:
    codigo_ibge: str
    data: date
    nome: str


@dataclass(frozen=True, slots=True)
class CargaDeFeriados:
    feriados: tuple[FeriadoLido, ...]
    ignoradas: tuple[str, ...]


def ler_municipios(conteudo: bytes, *, fonte: str = "") -> CargaDeMunicipios:
    """Lê uma carga de municípios.

    Args:
        fonte: de onde vem a população, onde a linha não diz.

    Raises:
        ArquivoRecusado: com os problemas de todas as linhas.
    """
    tabela = ler_csv(conteudo, conhecidas=CONVERSORES_DE_MUNICIPIOS, obrigatorias=["codigo_ibge"])
    problemas = []
    lidos = [_ler_municipio(_com_fonte(linha, fonte), problemas) for linha in tabela.linhas]
    numeros = [linha.numero for linha in tabela.linhas]
    codigos = [lido.codigo_ibge for lido in lidos]
    problemas += _repetidas(numeros, codigos, "codigo_ibge", "Este município")
    if problemas:
        raise ArquivoRecusado(problemas)
    return CargaDeMunicipios(tuple(lidos), tabela.ignoradas)


def ler_feriados(conteudo: bytes) -> CargaDeFeriados:
    """Lê feriados municipais: uma linha por município e dia.

    Raises:
        ArquivoRecusado: com os problemas de todas as linhas.
    """
    colunas = list(CONVERSORES_DE_FERIADOS)
    tabela = ler_csv(conteudo, conhecidas=colunas, obrigatorias=colunas)
    problemas, lidos, numeros = [], [], []
    for linha in tabela.linhas:
        celulas = linha.converter(CONVERSORES_DE_FERIADOS, problemas)
        problemas += _em_branco(linha, colunas)
        if len(celulas) == len(colunas):
            lidos.append(FeriadoLido(**celulas))
            numeros.append(linha.numero)
    dias = [(lido.codigo_ibge, lido.data) for lido in lidos]
    problemas += _repetidas(numeros, dias, "data", "Este dia do município")
    if problemas:
        raise ArquivoRecusado(problemas)
    return CargaDeFeriados(tuple(lidos), tabela.ignoradas)


def _com_fonte(linha: Linha, fonte: str) -> Linha:
    if not linha.celulas.get("populacao"):
        return linha
    da_linha = linha.celulas.get("fonte_da_populacao") or fonte
    return replace(linha, celulas={**linha.celulas, "fonte_da_populacao": da_linha})


def _ler_municipio(linha: Linha, problemas: list[Problema]) -> MunicipioLido:
    campos = linha.converter(CONVERSORES_DE_MUNICIPIOS, problemas)
    codigo = campos.pop("codigo_ibge", "")
    problemas += _em_branco(linha, ["codigo_ibge"])
    problemas += _populacao_sem_par(linha)
    problemas += _nome_de_outro(linha.numero, codigo, campos.get("nome", ""))
    return MunicipioLido(codigo, campos)


def _em_branco(linha: Linha, colunas: Iterable[str]) -> list[Problema]:
    return [
        Problema("em_branco", "A célula está em branco.", "Preencha.", linha.numero, coluna)
        for coluna in colunas
        if not linha.celulas[coluna]
    ]


def _populacao_sem_par(linha: Linha) -> list[Problema]:
    tem_populacao = bool(linha.celulas.get("populacao"))
    tem_fonte = bool(linha.celulas.get("fonte_da_populacao"))
    if tem_populacao == tem_fonte:
        return []
    if tem_populacao:
        motivo = "Há população sem a fonte dela."
        saida = "Preencha a coluna fonte_da_populacao ou informe uma fonte para o arquivo todo."
        return [Problema("sem_fonte", motivo, saida, linha.numero, "fonte_da_populacao")]
    motivo = "Há fonte da população sem a população."
    saida = "Preencha a população ou deixe as duas células em branco."
    return [Problema("sem_populacao", motivo, saida, linha.numero, "populacao")]


def _nome_de_outro(numero: int, codigo: str, nome: str) -> list[Problema]:
    """Pega o arquivo com uma coluna deslocada, que trocaria o nome de todos."""
    dono = _codigos_por_nome().get(_comparavel(nome), codigo)
    if not codigo or dono == codigo:
        return []
    motivo = f"{nome} é o nome do município {dono}; o código {codigo} é de outro."
    saida = f"Confira se as linhas não se deslocaram: {codigo} é {nomes_conhecidos()[codigo]}."
    return [Problema("nome_de_outro", motivo, saida, numero, "nome")]


@cache
def _codigos_por_nome() -> Mapping[str, str]:
    return {_comparavel(nome): codigo for codigo, nome in nomes_conhecidos().items()}


def _comparavel(nome: str) -> str:
    return sem_acentos(nome).lower()


def _repetidas(
    numeros: Iterable[int], chaves: Iterable[Hashable], coluna: str, o_que: str
) -> list[Problema]:
    primeiras, problemas = {}, []
    for numero, chave in zip(numeros, chaves, strict=True):
        primeira = primeiras.setdefault(chave, numero)
        if chave and primeira != numero:
            motivo = f"{o_que} já está na linha {primeira}."
            problemas.append(Problema("repetida", motivo, "Deixe uma linha só.", numero, coluna))
    return problemas
