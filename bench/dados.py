"""O Estado fictício da demonstração, multiplicado até o número de cidades pedido.

As cópias são só o que as listas e os lembretes leem (órgão, implantação, etapas,
itens, contatos, gerente e a gente de cada município, com dois feriados); as originais
têm o registro inteiro, e é nelas que o motor é medido.
"""

import os

from django.core.management import call_command
from django.db import connection

from seicidades.contas.models import Usuario
from seicidades.demo.carga import carregar
from seicidades.fluxo.models import Implantacao

PRIMEIRO_CODIGO, CODIGOS_DE_PASSAGEM = 3570000, 3580000
NOVOS_MUNICIPIOS = """
INSERT INTO municipios_municipio (codigo_ibge, nome, codigo_mesorregiao, mesorregiao,
    codigo_microrregiao, microrregiao, regiao_administrativa, fonte_da_populacao,
    latitude, longitude)
SELECT (%(depois_de)s + n)::text, 'Vila Fictícia ' || n, codigo_mesorregiao, mesorregiao,
    codigo_microrregiao, microrregiao, '', '', latitude, longitude
FROM generate_series(1, %(faltam)s) n
JOIN LATERAL (SELECT * FROM municipios_municipio WHERE codigo_ibge < '3570000'
              ORDER BY codigo_ibge OFFSET n %% 600 LIMIT 1) m ON true
"""
NOVOS_ORGAOS = """
INSERT INTO municipios_orgao ({colunas})
SELECT {valores} FROM municipios_municipio m
CROSS JOIN (SELECT * FROM municipios_orgao WHERE tipo = 'prefeitura' LIMIT 1) modelo
WHERE NOT EXISTS (SELECT FROM municipios_orgao o
                  WHERE o.municipio_id = m.id AND o.tipo = 'prefeitura')
"""
# Cada órgão livre fica com uma cópia de uma das originais, em rodízio.
ESCOLHAS = """
CREATE TEMP TABLE escolha ON COMMIT DROP AS
SELECT o.id AS orgao_id, original.id AS de, nextval('fluxo_implantacao_id_seq') AS para
FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM municipios_orgao o
      WHERE tipo = 'prefeitura'
        AND NOT EXISTS (SELECT FROM fluxo_implantacao i WHERE i.orgao_id = o.id)
      ORDER BY id LIMIT %(quantas)s) o
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 n, count(*) OVER () total
      FROM fluxo_implantacao WHERE seq > 0 AND id <= %(ultima)s) original
  ON original.n = o.n %% original.total
"""
# Cada cópia tem a sua gente: uma pessoa nova para cada pessoa da original, com os mesmos papéis.
GENTE = """
CREATE TEMP TABLE gente ON COMMIT DROP AS
SELECT orgao_id, usuario_id AS de, nextval('contas_usuario_id_seq') AS para
FROM (SELECT DISTINCT e.orgao_id, v.usuario_id FROM escolha e
      JOIN fluxo_implantacao i ON i.id = e.de
      JOIN contas_vinculo v ON v.orgao_id = i.orgao_id AND v.papel <> 'gerente') todos
"""
FERIADOS = """
INSERT INTO municipios_feriadomunicipal (municipio_id, data, nome)
SELECT m.id, date '2026-01-01' + (m.id * 37 + n * 150)::int % 360, 'Feriado fictício ' || n
FROM municipios_municipio m CROSS JOIN generate_series(1, 2) n
ON CONFLICT DO NOTHING
"""


def crescer(cidades: int) -> None:
    """Leva o banco a este número de implantações. Só cresce."""
    comecar()
    ultima = Implantacao.objects.filter(andamentos__isnull=False).order_by("-pk").first().pk
    quantas = max(0, cidades - Implantacao.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM municipios_municipio")
        faltam = max(0, cidades - cursor.fetchone()[0])
        _novos_municipios(cursor, faltam, depois_de=PRIMEIRO_CODIGO)
        cursor.execute("BEGIN")
        cursor.execute(ESCOLHAS, {"quantas": quantas, "ultima": ultima})
        _copiar_da(cursor, "fluxo_implantacao", {"id": "e.para", "orgao_id": "e.orgao_id"}, "id")
        for tabela in ("fluxo_etapadaimplantacao", "fluxo_itemdaimplantacao", "fluxo_contato"):
            _copiar_da(cursor, tabela, {"implantacao_id": "e.para"}, "implantacao_id")
        cursor.execute(
            "INSERT INTO contas_vinculo (usuario_id, orgao_id, papel, suplente, inicio, ato,"
            " criado_em) SELECT %s, orgao_id, 'gerente', false, '2025-01-06', '', now()"
            " FROM escolha",
            [gerente().pk],
        )
        _povoar(cursor)
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")


def _povoar(cursor) -> None:
    cursor.execute(GENTE)
    novos = {"id": "e.para", "email": "'pessoa' || e.para || '@exemplo.invalid'"}
    _copiar_da(cursor, "contas_usuario", novos, "id", de="gente")
    trocas = {"usuario_id": "e.para", "orgao_id": "e.orgao_id"}
    _copiar_da(cursor, "contas_vinculo", trocas, "usuario_id", de="gente")
    cursor.execute(FERIADOS)


def municipios_sem_implantacao(quantos: int) -> list[str]:
    """Códigos de municípios novos, só com a prefeitura. Quem chama os desfaz."""
    with connection.cursor() as cursor:
        _novos_municipios(cursor, quantos, depois_de=CODIGOS_DE_PASSAGEM)
    return [str(CODIGOS_DE_PASSAGEM + n) for n in range(1, quantos + 1)]


def comecar() -> None:
    """O Estado da demonstração, se o banco está vazio."""
    if Implantacao._meta.db_table in connection.introspection.table_names():
        return
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nada:
        call_command("importar_municipios", stdout=nada)
    carregar(senha="senha-ficticia", vazia=False)


def gerente() -> Usuario:
    return Usuario.objects.get(email="gerente@exemplo.invalid")


def _colunas(cursor, tabela: str) -> list[str]:
    """As que se gravam: sem as calculadas pelo banco e sem a numeração própria."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND is_generated = 'NEVER' AND column_name <> 'id' ORDER BY ordinal_position",
        [tabela],
    )
    return [nome for (nome,) in cursor.fetchall()]


def _novos_municipios(cursor, quantos: int, depois_de: int) -> None:
    cursor.execute(NOVOS_MUNICIPIOS, {"faltam": quantos, "depois_de": depois_de})
    _copiar(cursor, "municipios_orgao", NOVOS_ORGAOS, "m.id", "municipio_id")


def _copiar(cursor, tabela: str, comando: str, valor: str, coluna: str) -> None:
    colunas = _colunas(cursor, tabela)
    valores = [valor if c == coluna else f"modelo.{c}" for c in colunas]
    cursor.execute(comando.format(colunas=", ".join(colunas), valores=", ".join(valores)))


def _copiar_da(
    cursor, tabela: str, trocas: dict[str, str], ligada_por: str, de: str = "escolha"
) -> None:
    colunas = _colunas(cursor, tabela) + (["id"] if "id" in trocas else [])
    valores = ", ".join(trocas.get(c, f"t.{c}") for c in colunas)
    cursor.execute(
        f"INSERT INTO {tabela} ({', '.join(colunas)}) SELECT {valores}"  # noqa: S608 (nomes daqui)
        f" FROM {tabela} t JOIN {de} e ON e.de = t.{ligada_por}"
    )
