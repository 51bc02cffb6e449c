"""Do texto de uma célula ao valor do campo; o que não serve diz por quê e como sair."""

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial

from seicidades.comum.digitos import conferir_codigo_ibge
from seicidades.comum.tabela_csv import CelulaRecusada
from seicidades.municipios.dados import MUNICIPIOS
from seicidades.municipios.models import PRIMEIRO_ANO, ULTIMO_ANO, FeriadoMunicipal, Municipio

MAIOR_POPULACAO = 50_000_000


@cache
def nomes_conhecidos() -> Mapping[str, str]:
    """Nome de cada município por código, do arquivo que acompanha o programa."""
    with MUNICIPIOS.open(encoding="utf-8", newline="") as arquivo:
        return {linha["codigo_ibge"]: linha["nome"] for linha in csv.DictReader(arquivo)}


def _codigo_ibge(texto: str) -> str:
    valido, esperado = conferir_codigo_ibge(texto)
    if not esperado:
        raise CelulaRecusada(
            "codigo_formato",
            f"O código {texto} não tem sete algarismos.",
            "Use o código completo do IBGE, com o dígito final, por exemplo 3500105.",
        )
    if not valido:
        raise CelulaRecusada(
            "codigo_digito",
            f"O último algarismo de {texto} não confere: deveria ser {esperado}.",
            "Confira o código na lista do IBGE.",
        )
    if texto not in nomes_conhecidos():
        raise CelulaRecusada(
            "codigo_desconhecido",
            f"O código {texto} não é de um dos 645 municípios paulistas.",
            "Confira o código na lista do IBGE ou tire a linha.",
        )
    return texto


def _texto(texto: str, *, maximo: int) -> str:
    if len(texto) > maximo:
        raise CelulaRecusada(
            "comprido", f"O texto tem {len(texto)} letras e cabem {maximo}.", "Abrevie."
        )
    if not texto.isprintable():
        raise CelulaRecusada(
            "invisivel",
            "O texto tem quebra de linha ou caractere invisível.",
            "Apague a célula e digite de novo.",
        )
    return texto


def _codigo_de_regiao(texto: str, *, algarismos: int) -> str:
    if not re.fullmatch(rf"35[0-9]{{{algarismos - 2}}}", texto):
        raise CelulaRecusada(
            "regiao",
            f"O código {texto} não tem {algarismos} algarismos começando com 35.",
            "Confira o código na lista do IBGE.",
        )
    return texto


def _populacao(texto: str) -> int:
    if not re.fullmatch(r"[0-9]+|[0-9]{1,3}(\.[0-9]{3})+", texto):
        raise CelulaRecusada(
            "populacao",
            f"A população “{texto}” não é um número inteiro.",
            "Escreva só algarismos, por exemplo 35642.",
        )
    numero = int(texto.replace(".", ""))
    if not 0 < numero <= MAIOR_POPULACAO:
        raise CelulaRecusada(
            "populacao_fora",
            f"A população {texto} não é possível.",
            "Confira o número ou deixe a célula em branco.",
        )
    return numero


def _coordenada(texto: str, *, limite: int) -> Decimal:
    if not re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]+)?", texto):
        raise CelulaRecusada(
            "coordenada",
            f"A coordenada “{texto}” não está em graus decimais.",
            "Escreva como -21.68528.",
        )
    graus = round(Decimal(texto.replace(",", ".")), 5)
    if abs(graus) > limite:
        raise CelulaRecusada(
            "coordenada_fora",
            f"A coordenada {texto} passa de {limite} graus.",
            "Confira se latitude e longitude não estão trocadas.",
        )
    return graus


def _data(texto: str) -> date:
    for formato in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            dia = datetime.strptime(texto, formato).date()  # noqa: DTZ007 (só o dia interessa)
        except ValueError:
            continue
        return _dentro_do_calendario(dia)
    raise CelulaRecusada(
        "data", f"“{texto}” não é uma data que exista.", "Escreva como 13/06/2026."
    )


def _dentro_do_calendario(dia: date) -> date:
    if not PRIMEIRO_ANO <= dia.year <= ULTIMO_ANO:
        raise CelulaRecusada(
            "data_fora",
            f"O calendário vai de {PRIMEIRO_ANO} a {ULTIMO_ANO}.",
            "Confira o ano, com quatro algarismos.",
        )
    return dia


def _texto_do_campo(modelo, campo: str) -> Callable[[str], str]:
    return partial(_texto, maximo=modelo._meta.get_field(campo).max_length)


CONVERSORES_DE_MUNICIPIOS = {
    "codigo_ibge": _codigo_ibge,
    "nome": _texto_do_campo(Municipio, "nome"),
    "codigo_mesorregiao": partial(_codigo_de_regiao, algarismos=4),
    "mesorregiao": _texto_do_campo(Municipio, "mesorregiao"),
    "codigo_microrregiao": partial(_codigo_de_regiao, algarismos=5),
    "microrregiao": _texto_do_campo(Municipio, "microrregiao"),
    "regiao_administrativa": _texto_do_campo(Municipio, "regiao_administrativa"),
    "populacao": _populacao,
    "fonte_da_populacao": _texto_do_campo(Municipio, "fonte_da_populacao"),
    "latitude": partial(_coordenada, limite=90),
    "longitude": partial(_coordenada, limite=180),
}
CONVERSORES_DE_FERIADOS = {
    "codigo_ibge": _codigo_ibge,
    "data": _data,
    "nome": _texto_do_campo(FeriadoMunicipal, "nome"),
}
