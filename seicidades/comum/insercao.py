"""Muitas linhas de uma vez: por COPY, sem montar uma instância para cada uma."""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

CHEGADA = "chegada"


@transaction.atomic(savepoint=False)
def inserir(modelo: type[models.Model], linhas: Sequence[dict]) -> None:
    """Grava as linhas com um só INSERT. A que conflita com outra fica de fora.

    Elas chegam por COPY a uma tabela de passagem, o caminho mais curto para muitas.

    Args:
        linhas: todas com as mesmas colunas; as que faltam levam o padrão do modelo.
    """
    if not linhas:
        return
    campos = [c for c in modelo._meta.local_concrete_fields if not c.primary_key]
    ditos = [c for c in campos if c.column in linhas[0]]
    padroes = [c for c in campos if c.column not in linhas[0]]
    nome = connection.ops.quote_name
    colunas, chegadas = ", ".join(nome(c.column) for c in ditos), nome(CHEGADA)
    valores = [c.get_db_prep_save(c.get_default(), connection) for c in padroes]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {chegadas} ON COMMIT DROP AS"  # noqa: S608 (nomes do modelo)
            f" SELECT {colunas} FROM {nome(modelo._meta.db_table)} WITH NO DATA"
        )
        with cursor.copy(f"COPY {chegadas} FROM STDIN") as copia:
            for linha in linhas:
                copia.write_row([_em_texto(linha[c.column]) for c in ditos])
        cursor.execute(
            f"INSERT INTO {nome(modelo._meta.db_table)}"  # noqa: S608 (nomes do modelo)
            f" ({', '.join(nome(c.column) for c in (*ditos, *padroes))})"
            f" SELECT {', '.join([colunas, *map(_tipado, padroes)])} FROM {chegadas}"
            " ON CONFLICT DO NOTHING",
            valores,
        )
        cursor.execute(f"DROP TABLE {chegadas}")


def _em_texto(valor):
    """O COPY sabe escrever os tipos simples; uma estrutura vai como JSON."""
    if isinstance(valor, dict | list):
        return json.dumps(valor, cls=DjangoJSONEncoder, ensure_ascii=False)
    return valor


@contextmanager
def sem_coleta() -> Iterator[None]:
    """Pausa a procura de ciclos, que relê a cada passo as centenas de milhares de objetos vivos.

    Para um trabalho curto que os cria todos de uma vez e sem ciclos: a contagem
    de referências os devolve no fim.
    """
    ligada = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ligada:
            gc.enable()


def _tipado(campo: models.Field) -> str:
    return f"%s::{campo.db_type(connection)}"
