"""O que cada dado de um pedido pode ser.

O registro é para sempre e o que se guarda nele vira tela, planilha e cálculo:
só entra dado de nome conhecido, no tipo certo e de tamanho razoável.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date

LIMITE_DO_TEXTO = 4000
LIMITE_DO_CODIGO = 60
LIMITE_DA_LISTA = 200
LIMITE_DO_NUMERO = 2**31

_DIA = re.compile(r"\d{4}-\d{2}-\d{2}")

INVALIDO = "dado_invalido"
LONGO = "texto_longo"
DESCONHECIDO = "dado_desconhecido"


def ler_dia(valor: object) -> date | None:
    """O dia escrito como 2026-05-15; qualquer outra coisa não é dia."""
    if not isinstance(valor, str) or not _DIA.fullmatch(valor):
        return None
    try:
        return date.fromisoformat(valor)
    except ValueError:
        return None


def _texto(valor: object, limite: int = LIMITE_DO_TEXTO) -> str:
    if not isinstance(valor, str) or not _gravavel(valor):
        return INVALIDO
    return LONGO if len(valor) > limite else ""


def _gravavel(texto: str) -> bool:
    """Sem o caractere nulo nem meio par substituto, que o banco não guarda."""
    return "\0" not in texto and not any("\ud800" <= letra <= "\udfff" for letra in texto)


def _codigo(valor: object) -> str:
    return INVALIDO if _texto(valor, LIMITE_DO_CODIGO) else ""


def _digest(valor: object) -> str:
    return "" if isinstance(valor, str) and re.fullmatch(r"[0-9a-f]{64}", valor) else INVALIDO


def _dia(valor: object) -> str:
    return "" if ler_dia(valor) else INVALIDO


def _inteiro(valor: object) -> str:
    certo = isinstance(valor, int) and not isinstance(valor, bool) and 0 <= valor < LIMITE_DO_NUMERO
    return "" if certo else INVALIDO


def _sim_ou_nao(valor: object) -> str:
    return "" if isinstance(valor, bool) else INVALIDO


def _arquivo(valor: object) -> str:
    try:
        return "" if isinstance(valor, str) and str(uuid.UUID(valor)) == valor else INVALIDO
    except ValueError:
        return INVALIDO


def _motivo(valor: object) -> str:
    """Um motivo de devolução: item, código e texto, todos textos."""
    if not isinstance(valor, Mapping) or not set(valor) <= {"item", "codigo", "texto"}:
        return INVALIDO
    return next(filter(None, (_texto(v) for v in valor.values() if v is not None)), "")


def _lista_de(confere: Callable[[object], str]) -> Callable[[object], str]:
    def conferir(valor: object) -> str:
        if not isinstance(valor, list | tuple) or len(valor) > LIMITE_DA_LISTA:
            return INVALIDO
        return next(filter(None, map(confere, valor)), "")

    return conferir


def _dias_por_etapa(valor: object) -> str:
    """{etapa: dia}, de tamanho razoável."""
    if not isinstance(valor, Mapping) or len(valor) > LIMITE_DA_LISTA:
        return INVALIDO
    partes = (_codigo(c) or _dia(dia) for c, dia in valor.items())
    return next(filter(None, partes), "")


FORMATOS: Mapping[str, Callable[[object], str]] = {
    "texto": _texto,
    "motivo": _texto,
    "justificativa": _texto,
    "comprovacao": _texto,
    "resumo": _texto,
    "arquivos": _lista_de(_arquivo),
    "motivos": _lista_de(_motivo),
    "etapas": _lista_de(_codigo),
    "datas": _dias_por_etapa,
    "fonte": _texto,
    "situacao": _codigo,
    "itens": _lista_de(_codigo),
    "data": _dia,
    "ate": _dia,
    "retomar_em": _dia,
    "valor": _dia,
    "motivo_bloqueio": _codigo,
    "dono": _codigo,
    "alvo": _codigo,
    "campo": _codigo,
    "bloqueio": _inteiro,
    "seq": _inteiro,
    "satisfeito": _sim_ou_nao,
    "digest": _digest,
}


def malformados(dados: object) -> dict[str, str]:
    """O que não pode entrar, com a razão: {nome do dado: código da recusa}."""
    if not isinstance(dados, Mapping):
        return {"dados": INVALIDO}
    return dict(_conferir(dados))


def _conferir(dados: Mapping) -> Iterator[tuple[str, str]]:
    for nome, valor in dados.items():
        confere = FORMATOS.get(nome) if isinstance(nome, str) else None
        if confere is None:
            yield str(nome)[:LIMITE_DO_CODIGO], DESCONHECIDO
        elif valor is not None and valor != "" and (problema := confere(valor)):
            yield nome, problema
