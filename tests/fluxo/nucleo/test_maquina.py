"""Promessas do motor sob comandos ao acaso: dobra = estado, recusas completas, dias que somam."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from seicidades.comum.dias_uteis import Calendario
from seicidades.fluxo.nucleo.comandos import (
    FUSO,
    SISTEMA,
    Ator,
    Comando,
    Contexto,
    Recusado,
)
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.decisao import decidir
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Fato
from seicidades.fluxo.nucleo.estado import (
    RESOLVIDOS,
    VAZIO,
    Estado,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
    etapa_corrente,
    pode_ser_feito,
    tudo_resolvido,
)
from seicidades.fluxo.nucleo.evolucao import evoluir, reconstituir
from seicidades.fluxo.nucleo.regras import explicar
from seicidades.fluxo.nucleo.relogios import corre, prazos_movidos, vez_da_linha
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    ESTRANHO,
    FAZ_TUDO,
    GERENTE,
    GESTOR_TI,
    OUTRO_GERENTE,
    em_nome,
    quem_faz,
)
from tests.fluxo.roteiros import CURTO

ATORES = (GERENTE, OUTRO_GERENTE, ADMINISTRADOR, FAZ_TUDO, GESTOR_TI, ESTRANHO)
POR_FATO = [i.chave for i in CURTO.itens.values() if i.por_fato]
ALVOS = [
    *(
        (t, item, "")
        for t in C
        if t.value.endswith(("_item", "_fatos", "_dispensa"))
        for item in CURTO.itens
    ),
    *(
        (t, "", e.chave)
        for t in C
        if t.value.endswith(("_etapa", "_aprovacao", "_prazo"))
        for e in CURTO.etapas
    ),
    *((t, "", "") for t in (C.ENTRAR_EM_PRODUCAO, C.SUSPENDER, C.RETOMAR, C.DESISTIR, C.READMITIR)),
    *((t, "", "") for t in (C.DECLARAR_BLOQUEIO, C.RESOLVER_BLOQUEIO, C.RETIFICAR)),
]
FERIADOS = [date(2026, 4, 3), date(2026, 4, 21), date(2026, 5, 1), date(2026, 6, 4)]


class Implantacao(RuleBasedStateMachine):
    """Uma implantação do roteiro curto, em memória, com relógio nosso."""

    @initialize(importada=st.booleans(), data=st.data())
    def comecar(self, importada, data):
        self.estado = VAZIO
        self.registro = []
        self.agora = datetime(2026, 3, 2, 9, tzinfo=FUSO)
        self.calendario = Calendario(FERIADOS)
        self.fatos = dict.fromkeys(POR_FATO, False)
        if importada:
            self.importar(data)
        else:
            self.tentar(Comando(C.INICIAR), GERENTE)

    def importar(self, data):
        """Uma situação que cabe: as primeiras etapas, em dias crescentes até hoje."""
        quantas = data.draw(st.integers(0, len(CURTO.principais)))
        parada = data.draw(st.sampled_from(["", "suspensa", "desistente"]))
        hoje = self.agora.date()
        etapas = [e.chave for e in CURTO.principais[:quantas]]
        if quantas > 1 and data.draw(st.booleans()):
            etapas.append("arquivo")
        dados = {
            "etapas": etapas,
            "datas": dict.fromkeys(etapas, (hoje - timedelta(days=9)).isoformat()),
            "fonte": "Planilha.",
        }
        if quantas == len(CURTO.principais) or (quantas == 2 and data.draw(st.booleans())):
            dados["data"] = (hoje - timedelta(days=10)).isoformat()
        elif parada:
            retomar = self.calendario.proximo_util(hoje + timedelta(days=20))
            dados |= {"situacao": parada, "motivo": "x", "retomar_em": retomar.isoformat()}
        inicio = hoje - timedelta(days=data.draw(st.integers(10, 400)))
        assert self.tentar(Comando(C.IMPORTAR_SITUACAO, dados=dados, ocorreu_em=inicio), GERENTE)

    @precondition(lambda self: len(self.registro) == 1)
    @rule(data=st.data())
    def importar_logo_depois(self, data):
        if self.andando and self.registro[0].tipo == "implantacao_iniciada":
            self.importar(data)

    # Peças

    @property
    def contexto(self) -> Contexto:
        fatos = {c: Fato(v, "há" if v else "falta", "informe") for c, v in self.fatos.items()}
        return Contexto(self.calendario, self.agora, fatos)

    def tentar(self, comando: Comando, ator: Ator) -> bool:
        """Dá o comando. Passa se e só se não há recusas; recusado, nada muda."""
        recusas = explicar(CURTO, self.estado, comando, ator, self.contexto)
        if recusas:
            with pytest.raises(Recusado) as recusado:
                decidir(CURTO, self.estado, comando, ator, self.contexto)
            assert recusado.value.recusas == recusas
            assert all(r.codigo and r.mensagem and r.saida for r in recusas)
            return False
        eventos = decidir(CURTO, self.estado, comando, ator, self.contexto)
        assert decidir(CURTO, self.estado, comando, ator, self.contexto) == eventos
        for evento in eventos:
            self.estado = evoluir(self.estado, evento)
        self.registro += eventos
        return True

    @property
    def andando(self) -> bool:
        return self.estado.situacao == SituacaoDaImplantacao.EM_ANDAMENTO

    # O tempo e o mundo

    @rule(dias=st.integers(0, 12))
    def passar_o_tempo(self, dias):
        self.agora += timedelta(days=dias, minutes=7)

    @rule(chave=st.sampled_from(POR_FATO), vale=st.booleans())
    def mudar_um_fato(self, chave, vale):
        self.fatos[chave] = vale
        assert self.tentar(Comando(C.REAVALIAR), SISTEMA)

    @rule(deslocamento=st.integers(1, 40))
    def nascer_um_feriado(self, deslocamento):
        feriado = self.agora.date() + timedelta(days=deslocamento)
        self.calendario = Calendario({*self.calendario.feriados_entre(date.min, date.max), feriado})
        assert self.tentar(Comando(C.REAVALIAR), SISTEMA)
        assert prazos_movidos(self.estado, self.calendario) == {}

    # Qualquer comando, de qualquer um

    @rule(
        tipo=st.sampled_from([t for t in C if t not in (C.REAVALIAR, C.INICIAR)]),
        item=st.sampled_from([*CURTO.itens, "nao_existe", ""]),
        etapa=st.sampled_from([*CURTO.por_chave, "nao_existe", ""]),
        ator=st.sampled_from([*ATORES, em_nome("gestor_sei"), em_nome("sggd"), em_nome("prodesp")]),
        atraso=st.integers(-3, 30),
        completo=st.booleans(),
        data=st.data(),
    )
    def qualquer_comando(self, tipo, item, etapa, ator, atraso, completo, data):
        dados = self.dados_de(tipo, item, etapa, data) if completo else {}
        quando = self.agora.date() - timedelta(days=atraso) if atraso else None
        self.tentar(Comando(tipo, item, etapa, dados, quando), ator)

    def dados_de(self, tipo, item, etapa, data) -> dict:
        amanha = self.calendario.proximo_util(self.agora.date() + timedelta(days=20))
        itens = [i.chave for i in CURTO.por_chave[etapa].itens] if etapa in CURTO.por_chave else []
        alvo = data.draw(st.sampled_from(itens or ["oficio"]))
        seqs = [e.seq for e in self.registro]
        return {
            "texto": "Feito e conferido.",
            "motivo": "Porque sim.",
            "justificativa": "Já existe.",
            "motivos": [{"item": alvo, "codigo": "outro", "texto": "Rever."}],
            "itens": [alvo] if tipo == C.REABRIR_ETAPA else [],
            "data": self.agora.date().isoformat(),
            "ate": amanha.isoformat(),
            "retomar_em": amanha.isoformat(),
            "motivo_bloqueio": "outro",
            "dono": data.draw(st.sampled_from(["municipio", "prodesp", "sggd"])),
            "alvo": data.draw(st.sampled_from(["", "tabela", "oficio"])),
            "bloqueio": data.draw(st.sampled_from([0, *self.estado.bloqueios])),
            "seq": data.draw(st.sampled_from(seqs or [0])),
            "campo": data.draw(st.sampled_from(["data", "ocorreu_em"])),
            "valor": self.agora.date().isoformat(),
        }

    # Guiadas: levam ao fim, para que o meio e o fim sejam visitados

    @rule(data=st.data())
    def um_comando_que_cabe(self, data):
        """Entre todos os que alguém pode dar agora, um; tem de passar."""
        cabem = [
            (comando, ator)
            for tipo, item, etapa in ALVOS
            for comando in [Comando(tipo, item, etapa, self.dados_de(tipo, item, etapa, data))]
            for ator in (GERENTE, ADMINISTRADOR, FAZ_TUDO)
            if not explicar(CURTO, self.estado, comando, ator, self.contexto)
        ]
        if cabem:
            assert self.tentar(*data.draw(st.sampled_from(cabem)))

    @precondition(lambda self: self.andando)
    @rule(atraso=st.integers(0, 20), devolver=st.booleans())
    def concluir_a_etapa_corrente(self, atraso, devolver):
        for seq in list(self.estado.bloqueios):
            self.tentar(Comando(C.RESOLVER_BLOQUEIO, dados={"bloqueio": seq}), GERENTE)
        corrente = etapa_corrente(CURTO, self.estado, PRINCIPAL)
        for _ in corrente.itens:
            self.fazer_o_que_falta(corrente, atraso)
        self.tentar(Comando(C.ENVIAR_ETAPA, etapa=corrente.chave), FAZ_TUDO)
        if devolver:
            motivos = [{"item": corrente.itens[0].chave, "codigo": "outro", "texto": "Rever."}]
            dados = {"motivos": motivos}
            self.tentar(Comando(C.DEVOLVER_ETAPA, etapa=corrente.chave, dados=dados), GERENTE)
        else:
            self.tentar(Comando(C.APROVAR_ETAPA, etapa=corrente.chave), ADMINISTRADOR)

    def fazer_o_que_falta(self, etapa, atraso):
        quando = self.agora.date() - timedelta(days=atraso)
        for item in etapa.itens:
            if pode_ser_feito(CURTO, self.estado, item) and item.por_fato:
                self.fatos[item.chave] = True
                dados = {"resumo": "Informado.", "texto": "x"}
                self.tentar(
                    Comando(C.ALTERAR_FATOS, item.chave, "", dados, quando),
                    quem_faz(CURTO, item.chave),
                )
            elif pode_ser_feito(CURTO, self.estado, item):
                comando = Comando(C.CONCLUIR_ITEM, item.chave, "", {"texto": "Feito."}, quando)
                self.tentar(comando, quem_faz(CURTO, item.chave))
            elif self.estado.item(item.chave).situacao == SituacaoDoItem.DISPENSA_PEDIDA:
                self.tentar(Comando(C.CONFIRMAR_DISPENSA, item.chave), GERENTE)
        if etapa is CURTO.principais[-1] and self.estado.producao_em is None:
            dados = {"data": self.agora.date().isoformat(), "justificativa": "Conferido."}
            self.tentar(Comando(C.ENTRAR_EM_PRODUCAO, dados=dados), GERENTE)

    @rule()
    def voltar_a_andar(self):
        self.tentar(Comando(C.RETOMAR, dados={"motivo": "Passou."}), GERENTE)
        self.tentar(Comando(C.READMITIR, dados={"motivo": "Voltou."}), GERENTE)
        for seq in list(self.estado.bloqueios):
            self.tentar(Comando(C.RESOLVER_BLOQUEIO, dados={"bloqueio": seq}), GERENTE)

    # O que vale sempre

    @invariant()
    def a_dobra_do_registro_e_o_estado(self):
        assert reconstituir(self.registro) == self.estado
        assert Estado.de_dados(self.estado.para_dados()) == self.estado
        assert [e.seq for e in self.registro] == list(range(1, len(self.registro) + 1))

    @invariant()
    def a_vez_guardada_e_a_que_a_ordem_manda(self):
        for linha in CURTO.linhas:
            assert self.estado.vez[linha].lado == vez_da_linha(CURTO, self.estado, linha)

    @invariant()
    def os_dias_de_cada_lado_somam_os_decorridos(self):
        comecos = ("implantacao_iniciada", "situacao_importada")
        comeco = [e.ocorreu_em for e in self.registro if e.tipo in comecos][-1]
        hoje = self.agora.date()
        for vez in self.estado.vez.values():
            if hoje >= vez.desde:
                assert sum(vez.dias_ate(hoje).values()) == (hoje - comeco).days

    @invariant()
    def os_relogios_correm_quando_devem(self):
        for linha, etapas in CURTO.linhas.items():
            vez = self.estado.vez[linha].lado
            for etapa in etapas:
                for item in etapa.itens:
                    correndo = self.estado.item(item.chave).inicio is not None
                    assert correndo == corre(CURTO, self.estado, etapa, item, vez)

    @invariant()
    def relogio_que_corre_tem_prazo_e_nao_nasce_vencido(self):
        for dado in self.estado.itens.values():
            assert (dado.inicio is None) == (dado.prazo is None)
            if dado.inicio is not None and dado.saldo >= 0:
                assert dado.prazo >= dado.inicio

    @invariant()
    def em_analise_so_com_tudo_resolvido_ou_perdido(self):
        for etapa in CURTO.etapas:
            if self.estado.etapa(etapa.chave).situacao == SituacaoDaEtapa.EM_ANALISE:
                for item in etapa.itens:
                    situacao = self.estado.item(item.chave).situacao
                    perdido = situacao == SituacaoDoItem.ABERTO and item.por_fato
                    assert situacao in RESOLVIDOS or perdido

    @invariant()
    def aprovada_e_ter_tudo_resolvido(self):
        for etapa in CURTO.etapas:
            if self.estado.etapa(etapa.chave).situacao == SituacaoDaEtapa.APROVADA:
                assert tudo_resolvido(self.estado, etapa)

    @invariant()
    def em_analise_tem_dia_de_resposta_e_so_ela(self):
        for etapa in self.estado.etapas.values():
            em_analise = etapa.situacao == SituacaoDaEtapa.EM_ANALISE
            assert (etapa.responder_ate is not None) == em_analise

    @invariant()
    def a_corrigir_sempre_diz_por_que(self):
        for dado in self.estado.itens.values():
            if dado.situacao == SituacaoDoItem.A_CORRIGIR:
                assert dado.devolucao

    @invariant()
    def relogio_que_corre_termina_onde_o_calendario_diz(self):
        assert prazos_movidos(self.estado, self.calendario) == {}

    @invariant()
    def habilitada_e_ter_todas_aprovadas(self):
        aprovadas = all(
            self.estado.etapa(e.chave).situacao == SituacaoDaEtapa.APROVADA
            for e in CURTO.principais
        )
        if self.estado.situacao == SituacaoDaImplantacao.HABILITADA:
            assert aprovadas
            assert self.estado.producao_em
        elif self.andando:
            assert not aprovadas

    @invariant()
    def so_a_mais_adiantada_fica_aberta_na_linha_principal(self):
        situacoes = [self.estado.etapa(e.chave).situacao for e in CURTO.principais]
        if SituacaoDaEtapa.NAO_INICIADA in situacoes:
            primeira = situacoes.index(SituacaoDaEtapa.NAO_INICIADA)
            assert set(situacoes[primeira:]) == {SituacaoDaEtapa.NAO_INICIADA}


Implantacao.TestCase.settings = settings(
    max_examples=35,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
test_o_motor_cumpre_o_que_promete = Implantacao.TestCase
