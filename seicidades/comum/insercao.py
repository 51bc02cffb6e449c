"""Muitas linhas de uma vez: num só INSERT, sem montar uma instância para cada uma."""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models


def inserir(modelo: type[models.Model], linhas: Sequence[dict]) -> None:
    """Grava as linhas, que vão ao banco num JSON. A que conflita com outra fica de fora.

    Args:
        linhas: todas com as mesmas colunas; as que faltam levam o padrão do modelo.
    """
    if not linhas:
        return
    campos = [c for c in modelo._meta.local_concrete_fields if not c.primary_key]
    ditos = [c for c in campos if c.column in linhas[0]]
    padroes = [c for c in campos if c.column not in linhas[0]]
    nome = connection.ops.quote_name
    comando = (
        f"INSERT INTO {nome(modelo._meta.db_table)}"  # noqa: S608 (nomes do modelo)
        f" ({', '.join(nome(c.column) for c in (*ditos, *padroes))})"
        f" SELECT {', '.join([*(nome(c.column) for c in ditos), *(_tipado(c) for c in padroes)])}"
        f" FROM jsonb_to_recordset(%s::jsonb) AS linha"
        f" ({', '.join(f'{nome(c.column)} {c.db_type(connection)}' for c in ditos)})"
        " ON CONFLICT DO NOTHING"
    )
    valores = [c.get_db_prep_save(c.get_default(), connection) for c in padroes]
    dados = json.dumps(linhas, cls=DjangoJSONEncoder, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(comando, [*valores, dados])


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
