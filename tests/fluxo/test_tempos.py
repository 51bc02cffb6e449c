"""A página e a planilha dos dias de cada um."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seicidades.fluxo import tempos
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from tests.factories import UsuarioFactory
from tests.fluxo.nucleo.apoio import FAZ_TUDO, Mundo, iniciada
from tests.fluxo.nucleo.passeio import passear


@pytest.fixture
def andada(relogio, enviada):
    """Dez dias com o município, cinco em análise, três para corrigir."""
    relogio.no_dia(date(2026, 3, 12))
    motivos = [{"item": "oficio", "codigo": "outro", "texto": "Rever."}]
    enviada.executar(C.DEVOLVER_ETAPA, enviada.gerente, etapa="comeco", motivos=motivos)
    relogio.no_dia(date(2026, 3, 15))
    return enviada


def url(cidade, nome="fluxo:tempos"):
    return reverse(nome, args=[cidade.implantacao.pk])


def ler(resposta) -> list[dict]:
    texto = b"".join(resposta.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(texto), delimiter=";"))


def da_memoria(mundo: Mundo) -> tempos.Tempos:
    return tempos.de_uma(mundo.roteiro, mundo.registro, mundo.hoje)[0]


# --- Frases, barra e tabelas


def test_a_frase_diz_o_total_de_quem_e_por_que_ninguem():
    mundo = iniciada().no_dia(date(2026, 3, 7))
    mundo.dar(C.SUSPENDER, motivo="Enchente.", retomar_em="2026-04-10")
    mundo.no_dia(date(2026, 3, 9))

    assert da_memoria(mundo).frase == (
        "Desde o início, em 02/03/2026: 7 dias. 5 com o município e 2 com ninguém (suspensão)."
    )


def test_duas_causas_sem_ninguem_dividem_os_dias():
    mundo = iniciada()
    mundo.dar(C.SUSPENDER, motivo="Enchente.", retomar_em="2026-04-10")
    mundo.no_dia(date(2026, 3, 5)).dar(C.DESISTIR, motivo="Não quer.")
    mundo.no_dia(date(2026, 3, 9))

    assert da_memoria(mundo).frase.endswith("7 com ninguém (suspensão: 3; desistência: 4).")


def test_no_primeiro_dia_a_frase_diz_que_ainda_nao_ha_dias():
    conta = da_memoria(iniciada())

    assert conta.frase == "A contagem começou hoje: ainda não há dias para contar."
    assert (conta.parcelas, conta.linhas, conta.dias) == ([], [], 0)


@pytest.mark.parametrize("semente", range(15))
def test_barra_tabelas_e_historia_contam_os_mesmos_dias(semente):
    mundo = passear(semente)

    for conta in tempos.de_uma(mundo.roteiro, mundo.registro, mundo.hoje):
        assert sum(p.dias for p in conta.parcelas) == conta.dias
        assert sum(x.dias for x in conta.linhas) == conta.dias
        assert sum(x["total"] for x in conta.por_etapa["linhas"]) == conta.dias
        assert sum(x["linha"].dias for x in conta.historia) == conta.dias
        if conta.dias:
            ultima = conta.parcelas[-1]
            assert ultima.x + ultima.largura == tempos.LARGURA


def test_o_impedimento_aparece_com_o_motivo_e_o_fato_perdido_tambem():
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="sem_acesso", dono="prodesp")
    mundo.no_dia(date(2026, 3, 4)).dar(C.RESOLVER_BLOQUEIO, bloqueio=2)
    mundo.aprovar("comeco").vale("cadastro", satisfeito=False).reavaliar()
    mundo.no_dia(date(2026, 3, 6))

    assert [x.causa for x in da_memoria(mundo).linhas] == [
        "impedimento: não consigo acessar o SEI ou um documento",
        "impedimento: item que deixou de valer",
    ]


# --- Páginas


def test_a_cidade_mostra_a_frase_a_barra_a_tabela_e_o_caminho(client, andada):
    client.force_login(andada.gestor_sei)
    pagina = client.get(reverse("fluxo:cidade", args=[andada.implantacao.pk])).content.decode()

    assert "Desde o início, em 02/03/2026: 13 dias." in pagina
    assert 'class="barra-de-tempos"' in pagina
    assert url(andada) in pagina


def test_a_pagina_soma_e_diz_etapa_e_causa(client, andada):
    client.force_login(andada.gestor_sei)
    resposta = client.get(url(andada))

    principal = resposta.context["principal"]
    assert [(x.etapa, x.dono, x.causa, x.dias) for x in principal.linhas] == [
        ("Começo", "Prodesp", "análise", 10),
        ("Começo", "município", "correção do que voltou", 3),
    ]
    assert [t.titulo for t in resposta.context["trilhas"]] == ["Arquivo"]
    assert "retificada" not in resposta.content.decode()


def test_inicio_retificado_se_diz_e_os_dias_contados_ficam(client, andada):
    implantacao = andada.implantacao
    dados = {"seq": implantacao.ler_estado().inicio_seq, "campo": "ocorreu_em"}
    andada.executar(C.RETIFICAR, andada.gerente, valor="2026-03-01", motivo="Errei.", **dados)
    client.force_login(andada.gestor_sei)

    resposta = client.get(url(andada))
    assert "retificada para 01/03/2026" in resposta.content.decode()
    assert resposta.context["principal"].dias == 13


def test_a_planilha_da_cidade_tem_as_duas_linhas_e_soma(client, andada):
    client.force_login(andada.gestor_sei)
    resposta = client.get(url(andada, "fluxo:tempos_csv"))
    linhas = ler(resposta)

    assert resposta["Content-Disposition"].startswith('attachment; filename="tempos-')
    principal = [x for x in linhas if x["Linha"] == "Linha principal"]
    assert sum(int(x["Dias"]) for x in principal) == 13
    assert {x["Linha"] for x in linhas} == {"Linha principal", "Arquivo"}
    assert linhas[0]["Dias decorridos"] == "13"
    assert linhas[0]["Contados desde"] == "02/03/2026"


@pytest.mark.parametrize("nome", ["fluxo:tempos", "fluxo:tempos_csv"])
def test_so_quem_ve_a_cidade_ve_os_tempos(client, andada, nome):
    endereco = url(andada, nome)

    assert client.get(endereco).status_code == 302
    client.force_login(UsuarioFactory())
    assert client.get(endereco).status_code == 404
    for quem in (andada.gestor_ti, andada.observador, andada.outro_gerente):
        client.force_login(quem)
        assert client.get(endereco).status_code == 200


# --- Custo


def test_a_cidade_e_os_tempos_custam_o_mesmo_com_mais_andamentos(client, andada):
    client.force_login(andada.gestor_sei)
    enderecos = [reverse("fluxo:cidade", args=[andada.implantacao.pk]), url(andada)]

    def consultas() -> list[int]:
        custos = []
        for endereco in enderecos:
            with CaptureQueriesContext(connection) as feitas:
                client.get(endereco)
            custos.append(len(feitas))
        return custos

    andada.executar(C.DECLARAR_BLOQUEIO, andada.gestor_sei, motivo_bloqueio="outro", dono="sggd")
    consultas()
    antes = consultas()
    assert max(antes) <= 12
    for numero in range(5):
        dados = {"motivo_bloqueio": "outro", "dono": "municipio", "texto": str(numero)}
        andada.executar(C.DECLARAR_BLOQUEIO, andada.gestor_sei, **dados)
    andada.executar(C.PRORROGAR_PRAZO, andada.gerente, item="oficio", ate="2026-04-10", motivo="x")
    assert consultas() == antes
