"""As promessas do motor sob comandos ao acaso, em duas mil corridas, sempre as mesmas.

Para outras corridas, sorteadas na hora, e quantas se quiser:

    MAQUINA_CORRIDAS=20000 MAQUINA_AO_ACASO=1 MAQUINA_PASSOS=40 \
        pytest tests/fluxo/nucleo/test_maquina.py -o log_cli=true --log-cli-level=INFO

Com MAQUINA_REDUZIR=1, a que falhar sai no mínimo de passos que a repete; pode levar minutos.
"""

import json
import logging
import os
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from seicidades.fluxo.nucleo.estado import (
    RESOLVIDOS,
    Estado,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
    tudo_resolvido,
)
from seicidades.fluxo.nucleo.evolucao import reconstituir
from tests.fluxo.nucleo.maquina import Implantacao
from tests.fluxo.nucleo.marcos import marcos, que_faltam, tabela
from tests.fluxo.roteiros import CURTO

CORRIDAS = int(os.environ.get("MAQUINA_CORRIDAS", "2000"))
PASSOS = int(os.environ.get("MAQUINA_PASSOS", "30"))
AO_ACASO = bool(os.environ.get("MAQUINA_AO_ACASO"))
FASES = [Phase.generate, Phase.shrink] if os.environ.get("MAQUINA_REDUZIR") else [Phase.generate]
TRILHAS = frozenset(e.chave for e in CURTO.trilhas)

vistos: Counter[str] = Counter()


class Prometida(Implantacao):
    """A implantação e o que vale nela sempre."""

    @invariant()
    def a_vez_e_os_relogios_sao_os_do_oraculo(self):
        for linha, vez in self.estado.vez.items():
            desde, lado = self.oraculo.donos[linha][-1]
            assert (vez.desde, vez.lado) == (desde, lado), linha
        for chave in CURTO.itens:
            dado = self.estado.item(chave)
            assert (dado.saldo, dado.inicio, dado.prazo) == self.oraculo.relogio(chave), chave

    @invariant()
    def os_dias_de_cada_lado_somam_os_decorridos(self):
        comecos = ("implantacao_iniciada", "situacao_importada")
        comeco = [e.ocorreu_em for e in self.registro[:2] if e.tipo in comecos][-1]
        assert set(self.estado.vez) == set(CURTO.linhas)
        for vez in self.estado.vez.values():
            assert sum(vez.dias_ate(self.hoje).values()) == (self.hoje - comeco).days

    @invariant()
    def cada_etapa_esta_inteira(self):
        for etapa in CURTO.etapas:
            dado = self.estado.etapa(etapa.chave)
            em_analise = dado.situacao == SituacaoDaEtapa.EM_ANALISE
            assert (dado.responder_ate is not None) == em_analise
            if dado.situacao == SituacaoDaEtapa.APROVADA:
                assert tudo_resolvido(self.estado, etapa)
            for item in etapa.itens:
                situacao = self.estado.item(item.chave).situacao
                perdido = situacao == SituacaoDoItem.ABERTO and item.por_fato
                assert not em_analise or situacao in RESOLVIDOS or perdido

    @invariant()
    def a_corrigir_sempre_diz_por_que(self):
        for dado in self.estado.itens.values():
            assert dado.situacao != SituacaoDoItem.A_CORRIGIR or dado.devolucao

    @invariant()
    def habilitada_e_ter_todas_aprovadas(self):
        situacoes = {self.estado.etapa(e.chave).situacao for e in CURTO.principais}
        aprovadas = situacoes == {SituacaoDaEtapa.APROVADA}
        if self.estado.situacao == SituacaoDaImplantacao.HABILITADA:
            assert aprovadas
            assert self.estado.producao_em
            assert self.estado.habilitada_em
        elif self.andando:
            assert not aprovadas
            assert self.estado.habilitada_em is None

    @invariant()
    def so_a_mais_adiantada_fica_aberta_na_linha_principal(self):
        situacoes = [self.estado.etapa(e.chave).situacao for e in CURTO.principais]
        if SituacaoDaEtapa.NAO_INICIADA in situacoes:
            primeira = situacoes.index(SituacaoDaEtapa.NAO_INICIADA)
            assert set(situacoes[primeira:]) == {SituacaoDaEtapa.NAO_INICIADA}

    def teardown(self):
        """No fim de cada corrida: o registro, lido do JSON, refaz tudo; os dias, um a um."""
        if not getattr(self, "registro", None):
            return
        assert [e.seq for e in self.registro] == list(range(1, len(self.registro) + 1))
        do_disco = [replace(e, dados=json.loads(json.dumps(e.dados))) for e in self.registro]
        assert reconstituir(do_disco) == self.estado
        assert Estado.de_dados(json.loads(json.dumps(self.estado.para_dados()))) == self.estado
        for linha, vez in self.estado.vez.items():
            contados = {lado: n for lado, n in vez.dias_ate(self.hoje).items() if n}
            assert contados == dict(self.oraculo.dias(linha, self.hoje)), linha
        vistos.update({"corridas", *marcos(self.registro, TRILHAS)})


def test_o_motor_cumpre_o_que_promete_em_duas_mil_corridas():
    vistos.clear()
    run_state_machine_as_test(
        Prometida,
        settings=settings(
            max_examples=CORRIDAS,
            stateful_step_count=PASSOS,
            deadline=None,
            database=None,
            derandomize=not AO_ACASO,
            phases=FASES,
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
    corridas = vistos.pop("corridas")
    logging.getLogger(__name__).info(tabela(vistos, corridas))

    assert corridas >= CORRIDAS
    if CORRIDAS >= 1000:  # em poucas, o que falta é só azar
        assert que_faltam(vistos, corridas) == {}, tabela(vistos, corridas)
