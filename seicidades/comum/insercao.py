"""Muitas linhas de uma vez: por COPY, sem montar uma instância para cada uma."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction

CODIFICADOR = DjangoJSONEncoder(ensure_ascii=False)


def inserir(modelo: type[models.Model], linhas: Sequence[dict]) -> None:
    """Grava as linhas com um só COPY. A que conflita com outra fica de fora.

    O conflito é raro: só quando o COPY o acusa é que se passa ao INSERT que o tolera.

    Args:
        linhas: todas com as mesmas colunas; as que faltam levam o padrão do modelo.
    """
    if not linhas:
        return
    try:
        with transaction.atomic(), connection.wrap_database_errors:
            _copiar(modelo, linhas)
    except IntegrityError:
        modelo.objects.bulk_create((modelo(**linha) for linha in linhas), ignore_conflicts=True)


def _copiar(modelo: type[models.Model], linhas: Sequence[dict]) -> None:
    campos = [c for c in modelo._meta.local_concrete_fields if not c.primary_key]
    ditos = [c.column for c in campos if c.column in linhas[0]]
    padroes = [c for c in campos if c.column not in linhas[0]]
    iguais = [_em_texto(c.get_default()) for c in padroes]
    nome = connection.ops.quote_name
    colunas = ", ".join(nome(coluna) for coluna in (*ditos, *(c.column for c in padroes)))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {nome(modelo._meta.db_table)} ({colunas}) FROM STDIN") as copia,
    ):
        for linha in linhas:
            copia.write_row([_em_texto(linha[coluna]) for coluna in ditos] + iguais)


def _em_texto(valor):
    """O COPY sabe escrever os tipos simples; uma estrutura vai como JSON."""
    if isinstance(valor, dict | list):
        return CODIFICADOR.encode(valor)
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
