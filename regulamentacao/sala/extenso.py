"""Números por extenso, como a Lei Complementar nº 95/1998, art. 11, II, "f", pede."""

_ATE_DEZENOVE = (
    *("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"),
    *("onze", "doze", "treze", "catorze", "quinze", "dezesseis", "dezessete", "dezoito"),
    "dezenove",
)
_DEZENAS = (
    *("vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"),
)
_CENTENAS = (
    *("cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos"),
    *("setecentos", "oitocentos", "novecentos"),
)
_FEMININO = {"um": "uma", "dois": "duas"}


def por_extenso(numero: int, *, feminino: bool = False) -> str:
    """21 vira "vinte e um" ou "vinte e uma".

    Raises:
        ValueError: se não estiver entre 0 e 999.
    """
    if not 0 <= numero <= 999:
        raise ValueError(f"{numero} está fora do que se escreve por extenso: de 0 a 999.")
    if numero == 100:
        return "cem"
    palavras = " e ".join(_partes(numero))
    if not feminino:
        return palavras
    return " ".join(_FEMININO.get(p, p.replace("entos", "entas")) for p in palavras.split())


def _partes(numero: int) -> list[str]:
    centena, resto = divmod(numero, 100)
    partes = [_CENTENAS[centena - 1]] if centena else []
    if resto >= 20:
        dezena, unidade = divmod(resto, 10)
        partes.append(_DEZENAS[dezena - 2])
        resto = unidade
    if resto or not partes:
        partes.append(_ATE_DEZENOVE[resto])
    return partes
