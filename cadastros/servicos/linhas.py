"""As linhas de uma versão no banco: como entram, como se leem e quantas são em cada unidade."""

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from django.db import connection

from cadastros.models import Carga, LinhaDeUnidade, LinhaDeUsuario, TipoDeCarga
from cadastros.servicos.comparacao import Registro
from cadastros.validacao import Unidade, Usuario

# Na ordem do registro; o CPF não é coluna, vai cifrado na carga.
COLUNAS = {
    TipoDeCarga.UNIDADES: Unidade._fields,
    TipoDeCarga.USUARIOS: tuple(c for c in Usuario._fields if c != "cpf"),
}
_REGISTROS = {TipoDeCarga.UNIDADES: Unidade, TipoDeCarga.USUARIOS: Usuario}
_MODELOS = {TipoDeCarga.UNIDADES: LinhaDeUnidade, TipoDeCarga.USUARIOS: LinhaDeUsuario}


def gravar_linhas(carga: Carga, registros: Sequence[Registro]) -> None:
    """Grava as linhas de uma versão recém-criada, por COPY: entram todas ou nenhuma."""
    nome = connection.ops.quote_name
    colunas = ", ".join(map(nome, ("carga_id", *COLUNAS[carga.tipo])))
    das_colunas = _das_colunas(carga.tipo)
    with connection.cursor() as cursor:
        comando = f"COPY {nome(_MODELOS[carga.tipo]._meta.db_table)} ({colunas}) FROM STDIN"
        with cursor.copy(comando) as copia:
            for registro in registros:
                copia.write_row((carga.pk, *das_colunas(registro)))


def linhas_da_carga(
    carga: Carga, registros: Sequence[Registro]
) -> list[LinhaDeUnidade] | list[LinhaDeUsuario]:
    """As mesmas linhas como instâncias, para gravar junto com a carga."""
    modelo, colunas, das_colunas = (
        _MODELOS[carga.tipo],
        COLUNAS[carga.tipo],
        _das_colunas(carga.tipo),
    )
    return [
        modelo(carga=carga, **dict(zip(colunas, das_colunas(r), strict=True))) for r in registros
    ]


def _das_colunas(tipo: str) -> itemgetter:
    return itemgetter(*map(_REGISTROS[tipo]._fields.index, COLUNAS[tipo]))


def registros_de(carga: Carga) -> list[Registro]:
    """As linhas da versão, na ordem do arquivo, com o CPF decifrado; nenhuma, se se apagaram."""
    modelo, colunas = _MODELOS[carga.tipo], COLUNAS[carga.tipo]
    linhas = modelo.objects.filter(carga=carga).order_by("linha").values_list(*colunas)
    if carga.tipo == TipoDeCarga.UNIDADES:
        return list(map(Unidade._make, linhas))
    onde, cpfs = Usuario._fields.index("cpf"), carga.cpfs
    return [Usuario(*li[:onde], cpfs.get(li[0], ""), *li[onde:]) for li in linhas]


def pessoas_por_unidade(usuarios: Carga) -> Counter:
    """Sigla da unidade, como o arquivo a escreve → quantas pessoas; fica depois de apagado."""
    if usuarios.sem_linhas:
        return Counter(usuarios.pessoas_por_unidade)
    return Counter(usuarios.usuarios.order_by("linha").values_list("unidade", flat=True))
