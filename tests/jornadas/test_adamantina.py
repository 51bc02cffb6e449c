"""Adamantina, do convite à habilitação: cada um faz a sua parte, no próprio navegador."""

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Vinculo
from seicidades.correio.models import Mensagem
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.verificacao import verificar
from tests.jornadas.adamantina.adesao import adesao
from tests.jornadas.adamantina.cadastros import cadastros
from tests.jornadas.adamantina.capacitacao import (
    capacitacao,
    entrada_em_producao,
    operacao_assistida,
)
from tests.jornadas.adamantina.elenco import CIDADE, PESSOAS, Elenco, implantacao, reunir_elenco
from tests.jornadas.adamantina.interlocutores import interlocutores, suspensao_e_retomada
from tests.jornadas.adamantina.regulamentacao import gestao_documental, regulamentacao
from tests.jornadas.passos import abrir_cidade, seguir

pytestmark = pytest.mark.usefixtures("estado_vazio")


def test_adamantina_do_convite_a_habilitacao(palco):
    elenco = reunir_elenco(palco)

    adesao(elenco)
    interlocutores(elenco)
    suspensao_e_retomada(elenco)
    regulamentacao(elenco)
    gestao_documental(elenco)
    cadastros(elenco)
    capacitacao(elenco)
    entrada_em_producao(elenco)
    operacao_assistida(elenco)

    conferir_a_historia_na_tela(elenco)
    conferir_o_registro()
    conferir_o_correio()


def conferir_a_historia_na_tela(e: Elenco) -> None:
    abrir_cidade(e.gestor_sei, CIDADE)
    seguir(e.gestor_sei, "Ver tudo o que aconteceu")
    frases = []
    while True:
        frases += e.gestor_sei.locator(".historia li").all_inner_texts()
        if not e.gestor_sei.get_by_role("link", name="Seguinte").count():
            break
        seguir(e.gestor_sei, "Seguinte")
    historia = "\n".join(frases)

    assert "Marta Reis devolveu Regulamentação para correção." in historia
    assert "Informe o da edição em que o decreto saiu." in historia
    assert "Registro em nome de Representante (prefeita ou prefeito), por telefone." in historia
    assert "Marta Reis suspendeu a implantação" in historia
    assert "Marta Reis retomou a implantação." in historia
    assert "Ana Prado pediu ajuda" in historia
    assert "Marta Reis deu por resolvido um impedimento." in historia
    assert "Otávio Serra aprovou Adesão." in historia
    assert "O município está habilitado no SEI." in historia


def conferir_o_registro() -> None:
    """Habilitada, íntegra, com os dias repartidos por inteiro e ninguém em dois papéis."""
    cidade = implantacao()
    assert cidade.situacao == "habilitada"
    assert verificar(cidade) == []
    hoje = timezone.localdate()
    for vez in cidade.ler_estado().vez.values():
        assert sum(vez.dias_ate(hoje).values()) == (hoje - cidade.inicio).days
    assert Vinculo.objects.filter(orgao=cidade.orgao).exclude(papel=Papel.GERENTE).count() == 5
    tipos = set(Andamento.objects.order_by().values_list("tipo", flat=True))
    assert {
        "etapa_devolvida",
        "implantacao_suspensa",
        "implantacao_retomada",
        "bloqueio_declarado",
        "bloqueio_resolvido",
        "producao_iniciada",
        "dispensa_confirmada",
        "implantacao_habilitada",
    } <= tipos


def conferir_o_correio() -> None:
    """Convites, envios, devolução, aprovações, ajuda e a habilitação: cada um a quem cabe."""
    avisos = {(m.para.split(".")[0].split("@")[0], m.assunto) for m in Mensagem.objects.all()}
    assert ("gerente", f"{CIDADE} enviou Adesão para análise") in avisos
    assert ("gestor-sei", f"{CIDADE}: Regulamentação voltou para correção") in avisos
    assert ("gerente", f"{CIDADE} pediu ajuda") in avisos
    for papel in PESSOAS:
        assert (papel.replace("_", "-"), f"{CIDADE}: Capacitação foi aprovada") in avisos
        assert (papel.replace("_", "-"), f"{CIDADE} está habilitada no SEI") in avisos
