"""Por que esta data: as frases, e as páginas que as mostram."""

from datetime import date

import pytest
from django.urls import reverse

from seicidades.comum.dias_uteis import Calendario
from seicidades.contas.models import Usuario
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import Estado
from seicidades.fluxo.prazos import PorQueDestaData
from tests.fluxo.nucleo.apoio import FAZ_TUDO, Mundo, iniciada
from tests.fluxo.nucleo.passeio import passear

NOMES = {10: "Aniversário"}


def por_que(mundo: Mundo) -> PorQueDestaData:
    andamentos = [
        Andamento(
            tipo=e.tipo,
            seq=e.seq,
            registrado_em=e.registrado_em,
            ocorreu_em=e.ocorreu_em,
            item=e.item,
            etapa=e.etapa,
            dados=e.dados,
            ator=Usuario(pk=e.ator, nome="Marta Reis") if e.ator else None,
        )
        for e in mundo.registro
    ]
    calendario = Calendario({d: NOMES.get(d.day, "") for d in mundo.feriados})
    return PorQueDestaData(mundo.roteiro, mundo.estado, calendario, andamentos)


def test_a_conta_diz_comeco_dias_e_feriados_pulados_pelo_nome():
    mundo = Mundo(feriados={date(2026, 3, 10), date(2026, 3, 14)}).iniciar()

    assert por_que(mundo).do_item("oficio") == [
        "02/03/2026: começa a contar, com 10 dias úteis. O dia do começo não conta.",
        "10 dias úteis depois de 02/03/2026, sem contar 10/03/2026 (Aniversário): "
        "terça, 17/03/2026.",
    ]


def test_a_conta_diz_paradas_prorrogacao_e_saldo():
    mundo = iniciada().no_dia(date(2026, 3, 5))
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="sem_acesso", dono="prodesp")
    parada = por_que(mundo).do_item("oficio")
    mundo.no_dia(date(2026, 3, 9)).dar(C.RESOLVER_BLOQUEIO, bloqueio=mundo.estado.seq)
    mundo.dar(C.PRORROGAR_PRAZO, item="oficio", ate="2026-03-25", motivo="Férias.")
    frases = por_que(mundo).do_item("oficio")

    assert parada[-1] == "Parado: ficam 7 dias úteis para quando voltar a contar."
    assert frases[1:] == [
        "05/03/2026: para de contar, porque a vez passou a outro lado (impedimento: não consigo "
        "acessar o SEI ou um documento). Contou 3 dias úteis; ficam 7 dias úteis.",
        "09/03/2026: volta a contar, com 7 dias úteis. O dia do começo não conta.",
        "09/03/2026: Marta Reis prorrogou até 25/03/2026, daí a 12 dias úteis. "
        "O prazo era 18/03/2026. Motivo: Férias.",
        "12 dias úteis depois de 09/03/2026: quarta, 25/03/2026.",
    ]


def test_a_conta_diz_a_correcao_e_o_recalculo():
    mundo = iniciada().no_dia(date(2026, 3, 13)).enviar("comeco")
    mundo.no_dia(date(2026, 3, 16)).devolver("comeco", "oficio")
    mundo.feriados.add(date(2026, 3, 18))
    mundo.reavaliar()

    assert por_que(mundo).do_item("oficio")[2:] == [
        "16/03/2026: voltou para correção; o que restava sobe, uma vez, para 5 dias úteis.",
        "16/03/2026: volta a contar, com 5 dias úteis. O dia do começo não conta.",
        "16/03/2026: o calendário mudou; o prazo passou de 23/03/2026 para 24/03/2026.",
        "5 dias úteis depois de 16/03/2026, sem contar 18/03/2026: terça, 24/03/2026.",
    ]


def test_o_prazo_da_etapa_e_o_mais_tarde_e_a_resposta_tem_a_sua_conta():
    mundo = iniciada().no_dia(date(2026, 3, 4))
    mundo.dar(C.PRORROGAR_PRAZO, item="conferencia", ate="2026-04-10", motivo="Férias.")
    etapa = por_que(mundo).da_etapa("comeco")
    mundo.enviar("comeco")

    assert etapa[0] == "É o mais tarde dos prazos que correm na etapa: o de «Fazer conferencia»."
    assert etapa[-1].endswith("sexta, 10/04/2026.")
    assert por_que(mundo).da_analise("comeco") == [
        "04/03/2026: a etapa foi para análise; a Prodesp tem 5 dias úteis.",
        "5 dias úteis depois de 04/03/2026: quarta, 11/03/2026.",
    ]
    assert por_que(mundo).de("comeco") == por_que(mundo).da_analise("comeco")


def test_sem_relogio_nao_ha_conta():
    mundo = Mundo().iniciar()

    assert por_que(mundo).do_item("decreto") == []
    assert por_que(mundo).da_etapa("meio") == []
    assert por_que(mundo).da_analise("comeco") == []


@pytest.mark.parametrize("semente", range(25))
def test_toda_conta_vira_frase_e_acaba_na_data_do_motor(semente):
    mundo = passear(semente)
    explica = por_que(mundo)

    for chave in mundo.roteiro.itens:
        prazo = mundo.item(chave).prazo
        if prazo:
            assert f"{prazo:%d/%m/%Y}" in explica.do_item(chave)[-1]


def test_item_e_etapa_mostram_a_conta_e_a_cidade_a_da_proxima_acao(client, relogio, iniciada):
    client.force_login(iniciada.gestor_sei)
    pk = iniciada.implantacao.pk
    enderecos = [
        reverse("fluxo:item", args=[pk, "oficio"]),
        reverse("fluxo:etapa", args=[pk, "comeco"]),
        reverse("fluxo:cidade", args=[pk]),
    ]

    for endereco in enderecos:
        pagina = client.get(endereco).content.decode()
        assert "Por que esta data?" in pagina
        assert "10 dias úteis depois de 02/03/2026" in pagina


def test_a_etapa_em_analise_diz_por_que_a_resposta_e_naquele_dia(client, relogio, enviada):
    client.force_login(enviada.gestor_sei)
    pagina = client.get(reverse("fluxo:etapa", args=[enviada.implantacao.pk, "comeco"]))

    assert pagina.context["conta_da_analise"][-1] == (
        "5 dias úteis depois de 02/03/2026: segunda, 09/03/2026."
    )


def test_a_conta_nao_depende_do_estado_para_os_itens():
    mundo = iniciada()
    explica = por_que(mundo)
    explica.estado = Estado()

    assert explica.do_item("oficio") != []
