"""Promessa 9: listas e painéis custam o mesmo com 3, 645 e 5.570 cidades."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Vinculo
from seicidades.fluxo import servicos
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.models import Municipio, Orgao
from tests.factories import UsuarioFactory

OS_DO_ESTADO, TODOS_OS_DO_PAIS = 645, 5570
LISTAS = {
    "carteira": ("paineis:carteira", {"gerente": ""}),
    "carteira própria": ("paineis:carteira", {}),
    "carteira filtrada": (
        "paineis:carteira",
        {"gerente": "", "vez": "municipio", "atraso": "sim", "ordem": "atraso", "cidade": "a"},
    ),
    "última página": ("paineis:carteira", {"gerente": "", "pagina": "9999"}),
    "CSV": ("paineis:carteira_csv", {"gerente": ""}),
    "análises": ("paineis:analises", {"de": "todas"}),
    "números": ("paineis:numeros", {}),
    "mapa": ("paineis:mapa", {}),
    "quadro": ("paineis:mapa", {"ver": "tabela"}),
    "API": ("api:implantacoes", {}),
}
ETAPAS = """
INSERT INTO fluxo_etapadaimplantacao (implantacao_id, chave, ordem, trilha, situacao, aberta_em,
    enviada_em, responder_ate, itens_total, itens_resolvidos, seq)
SELECT i.id, e.chave, e.ordem, e.trilha, CASE WHEN e.ordem = 1 THEN 'em_analise'
    ELSE 'nao_iniciada' END, %(dia)s, %(dia)s, %(dia)s, 12, 3, 1
FROM fluxo_implantacao i CROSS JOIN unnest(%(chaves)s::text[], %(ordens)s::int[],
    %(trilhas)s::bool[]) AS e(chave, ordem, trilha)
WHERE NOT EXISTS (SELECT 1 FROM fluxo_etapadaimplantacao x WHERE x.implantacao_id = i.id)
"""
ITENS = """
INSERT INTO fluxo_itemdaimplantacao (implantacao_id, etapa, chave, ordem, papel, lado, situacao,
    pode_ser_feito, prazo, seq)
SELECT i.id, 'adesao', 'item_' || n, n, 'gestor_sei', 'municipio', 'aberto', true,
    %(dia)s::date + n, 1
FROM fluxo_implantacao i CROSS JOIN generate_series(1, 12) n
WHERE NOT EXISTS (SELECT 1 FROM fluxo_itemdaimplantacao x WHERE x.implantacao_id = i.id)
"""


@pytest.fixture
def gerente(db):
    return UsuarioFactory(gerente=True)


@pytest.fixture
def crescer(gerente):
    """Põe o Estado em tantas implantações; uma a cada três é da carteira da gerente."""
    call_command("importar_municipios", stdout=StringIO())
    municipios = list(Municipio.objects.values_list("pk", flat=True))
    versao, dia = servicos.publicar_roteiro(), timezone.localdate() - timedelta(days=6)

    def ate(quantas: int) -> None:
        faltam = quantas - Orgao.objects.count()
        Orgao.objects.bulk_create(
            Orgao(municipio_id=municipios[n % 645], tipo=Orgao.Tipo.OUTRO, nome=f"Órgão {n}")
            for n in range(max(faltam, 0))
        )
        livres = Orgao.objects.filter(implantacao=None).order_by("pk")
        novas = Implantacao.objects.bulk_create(
            Implantacao(
                orgao=orgao,
                versao=versao,
                situacao="em_andamento",
                etapa_atual="adesao",
                ordem_atual=1,
                vez_de="municipio",
                vez_desde=dia,
            )
            for orgao in livres[: quantas - Implantacao.objects.count()]
        )
        Vinculo.objects.bulk_create(
            Vinculo(usuario=gerente, orgao_id=i.orgao_id, papel=Papel.GERENTE, inicio=dia)
            for i in novas[::3]
        )
        _projetar(dia)

    return ate


def _projetar(dia) -> None:
    etapas = roteiro_do_codigo().etapas
    campos = {
        "dia": dia,
        "chaves": [e.chave for e in etapas],
        "ordens": [e.ordem for e in etapas],
        "trilhas": [e.trilha for e in etapas],
    }
    with connection.cursor() as cursor:
        cursor.execute(ETAPAS, campos)
        cursor.execute(ITENS, campos)
        cursor.execute("ANALYZE fluxo_itemdaimplantacao, fluxo_etapadaimplantacao")


def _contar(client) -> dict[str, int]:
    custos = {}
    for lista, (nome, consulta) in LISTAS.items():
        with CaptureQueriesContext(connection) as consultas:
            resposta = client.get(reverse(nome), consulta)
            assert resposta.status_code == 200, lista
            if resposta.streaming:
                resposta.getvalue()
        custos[lista] = len(consultas)
    return custos


def test_promessa_9_consultas_nao_crescem(client, gerente, crescer):
    client.force_login(gerente)
    crescer(3)
    _contar(client)  # aquece o que se guarda por processo
    com_tres = _contar(client)
    crescer(OS_DO_ESTADO)
    com_o_estado = _contar(client)
    crescer(TODOS_OS_DO_PAIS)
    com_o_pais = _contar(client)

    assert com_tres == com_o_estado == com_o_pais
    assert Implantacao.objects.count() == TODOS_OS_DO_PAIS


def test_promessa_9_o_csv_traz_todas(client, gerente, crescer):
    client.force_login(gerente)
    crescer(OS_DO_ESTADO)

    texto = client.get(reverse("paineis:carteira_csv"), {"gerente": ""}).getvalue().decode()

    assert texto.count("\r\n") == 1 + OS_DO_ESTADO
