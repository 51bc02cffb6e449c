"""Na demonstração inteira, os dias somam e cada prazo se explica."""

import csv
from collections import defaultdict
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.demo.carga import carregar
from seicidades.fluxo import tempos
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.explicacao import pulados
from seicidades.fluxo.prazos import PorQueDestaData
from seicidades.fluxo.registro import eventos_de
from seicidades.municipios.calendario import calendarios_dos_municipios

SENHA = "jabuticaba-no-quintal"


@pytest.fixture
def implantacoes(municipios) -> list[Implantacao]:
    carregar(senha=SENHA, vazia=False)
    return list(Implantacao.objects.com_lugar().select_related("versao"))


def test_os_dias_de_toda_cidade_somam_os_decorridos_e_sao_os_do_motor(implantacoes):
    hoje = timezone.localdate()
    for implantacao in implantacoes:
        estado = implantacao.ler_estado()
        eventos = list(eventos_de(implantacao.andamentos.order_by("seq")))
        for conta in tempos.de_uma(implantacao.roteiro, eventos, hoje):
            vez = estado.vez[conta.linha]
            assert conta.dias == (hoje - estado.inicio).days, implantacao
            contados = {lado: n for lado, n in vez.dias_ate(hoje).items() if n}
            assert {lado.value: n for lado, n in conta.por_lado.items()} == contados


def test_todo_prazo_da_demonstracao_se_refaz_pela_conta(implantacoes):
    calendarios = calendarios_dos_municipios(i.orgao.municipio_id for i in implantacoes)
    explicados = 0
    for implantacao in implantacoes:
        estado, roteiro = implantacao.ler_estado(), implantacao.roteiro
        andamentos = implantacao.andamentos.select_related("ator").order_by("seq")
        calendario = calendarios[implantacao.orgao.municipio_id]
        explica = PorQueDestaData(roteiro, estado, calendario, andamentos)
        alvos = {c: i.prazo for c, i in estado.itens.items() if i.prazo}
        alvos |= {c: e.responder_ate for c, e in estado.etapas.items() if e.responder_ate}
        for chave, prazo in alvos.items():
            conta = explica.contas[chave]
            folgas = pulados(calendario, conta.inicio, prazo)
            assert _andar(conta.inicio, conta.saldo, folgas) == prazo
            assert f"{prazo:%d/%m/%Y}" in explica.de(chave)[-1]
            explicados += 1
    assert explicados > 20


def _andar(dia: date, saldo: int, folgas) -> date:
    while saldo:
        dia = date.fromordinal(dia.toordinal() + 1)
        saldo -= dia.weekday() < 5 and dia not in folgas
    return dia


def test_a_planilha_da_carteira_soma_por_cidade_e_custa_o_mesmo(client, implantacoes):
    client.force_login(Usuario.objects.filter(papel_estado=Papel.OBSERVADOR).get())

    def baixar(**filtros) -> tuple[list[dict], int]:
        with CaptureQueriesContext(connection) as feitas:
            resposta = client.get(reverse("paineis:tempos_csv"), {"gerente": "", **filtros})
            texto = resposta.getvalue().decode("utf-8-sig")
        return list(csv.DictReader(StringIO(texto), delimiter=";")), len(feitas)

    baixar()
    todas, custo = baixar()
    uma, custo_de_uma = baixar(cidade=implantacoes[0].orgao.municipio.codigo_ibge)

    assert custo == custo_de_uma
    assert {x["Cidade"] for x in uma} == {implantacoes[0].orgao.municipio.nome}
    assert len({x["Código IBGE"] for x in todas}) == len(implantacoes)
    somas, decorridos = defaultdict(int), {}
    for x in todas:
        chave = x["Código IBGE"], x["Linha"]
        somas[chave] += int(x["Dias"])
        decorridos[chave] = int(x["Dias decorridos"])
    assert somas == decorridos
    assert [x["Cidade"] for x in todas if x["Linha"] == "Linha principal"]
