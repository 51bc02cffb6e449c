"""Uma implantação que recebe comandos ao acaso e outros que a levam ao fim e de volta."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from seicidades.comum.dias_uteis import Calendario
from seicidades.fluxo.nucleo.comandos import FUSO, SISTEMA, Ator, Comando, Contexto, Recusado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.decisao import decidir
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Etapa, Fato
from seicidades.fluxo.nucleo.estado import (
    ABERTAS,
    VAZIO,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
    etapa_corrente,
    pode_ser_feito,
)
from seicidades.fluxo.nucleo.evolucao import evoluir
from seicidades.fluxo.nucleo.regras import explicar
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    ESTRANHO,
    FAZ_TUDO,
    GERENTE,
    GESTOR_TI,
    OUTRO_GERENTE,
    Mundo,
    em_nome,
    quem_faz,
)
from tests.fluxo.nucleo.oraculo import Oraculo
from tests.fluxo.nucleo.preparos import Pedido
from tests.fluxo.nucleo.remedios import remediar
from tests.fluxo.roteiros import CURTO

ATORES = (GERENTE, OUTRO_GERENTE, ADMINISTRADOR, FAZ_TUDO, GESTOR_TI, ESTRANHO, SISTEMA)
EM_NOME = (em_nome("gestor_sei"), em_nome("sggd"), em_nome("prodesp"))
POR_FATO = [i.chave for i in CURTO.itens.values() if i.por_fato]
DE_ITEM = {t for t in C if t.value.endswith(("_item", "_fatos", "_dispensa"))}
DE_ETAPA = {t for t in C if t.value.endswith(("_etapa", "_aprovacao", "_prazo"))}
DE_GENTE = [t for t in C if t not in (C.REAVALIAR, C.INICIAR, C.IMPORTAR_SITUACAO)]
RAROS = [C.SUSPENDER, C.DESISTIR, C.DECLARAR_BLOQUEIO, C.PRORROGAR_PRAZO, C.RECOLHER_ETAPA]
DESFECHOS = [C.APROVAR_ETAPA, C.APROVAR_ETAPA, C.DEVOLVER_ETAPA, C.RECOLHER_ETAPA, None]
DECIDIVEIS = {SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.A_RECONFIRMAR}
SORTE = st.integers(0, 999)
SO_AGORA = {C.DEVOLVER_ETAPA, C.APROVAR_ETAPA, C.DESFAZER_APROVACAO, C.REABRIR_ETAPA}
SO_AGORA |= {C.RECOLHER_ETAPA, C.PRORROGAR_PRAZO, C.ENTRAR_EM_PRODUCAO}
FERIADOS = {date(2026, 4, 3), date(2026, 4, 21), date(2026, 5, 1), date(2026, 6, 4)}
SEM_ALVO = {"item_desconhecido", "etapa_desconhecida"}
CONFERIDO = {"texto": "Feito.", "motivo": "Sim.", "justificativa": "Conferido."}


def um_de(opcoes: list, sorte: int):
    return opcoes[sorte % len(opcoes)]


def alvos(tipo: C) -> list[dict[str, str]]:
    if tipo in DE_ITEM:
        return [{"item": chave} for chave in CURTO.itens]
    return [{"etapa": chave} for chave in CURTO.por_chave] if tipo in DE_ETAPA else [{}]


class Implantacao(RuleBasedStateMachine):
    """Uma implantação do roteiro curto, em memória, com relógio nosso e um oráculo ao lado."""

    @initialize(
        etapas=st.integers(0, 3),
        produzir=st.booleans(),
        importada=st.sampled_from([False, False, False, True]),
        data=st.data(),
    )
    def comecar(self, etapas, produzir, importada, data):
        """Do começo, de uma carga ou já adiantada, para que o meio e o fim sejam visitados."""
        self.estado = VAZIO
        self.registro = []
        self.agora = datetime(2026, 3, 2, 9, tzinfo=FUSO)
        self.feriados = set(FERIADOS)
        self.calendario = Calendario(FERIADOS)
        self.fatos = dict.fromkeys(POR_FATO, False)
        self.oraculo = Oraculo(CURTO, self.feriados)
        if importada:
            self.importar(data)
        else:
            self.tentar(Comando(C.INICIAR), GERENTE)
            for _ in range(etapas):
                self.agora += timedelta(days=2)
                self.concluir(etapa_corrente(CURTO, self.estado, PRINCIPAL), 0)
            if etapas == 2 and produzir:
                self.fazer_o_que_falta(CURTO.principais[-1], 0)

    def importar(self, data):
        """Uma situação que cabe: as primeiras etapas, em dias crescentes até hoje."""
        quantas = data.draw(st.integers(0, len(CURTO.principais)))
        parada = data.draw(st.sampled_from(["", "suspensa", "desistente"]))
        etapas = [e.chave for e in CURTO.principais[:quantas]]
        if quantas > 1 and data.draw(st.booleans()):
            etapas.append("arquivo")
        dados = {
            "etapas": etapas,
            "datas": dict.fromkeys(etapas, self.dia(-9)),
            "fonte": "Planilha.",
        }
        if quantas == len(CURTO.principais) or (quantas == 2 and data.draw(st.booleans())):
            dados["data"] = self.dia(-10)
        elif parada:
            dados |= {"situacao": parada, "motivo": "x", "retomar_em": self.dia_util(20)}
        inicio = self.hoje - timedelta(days=data.draw(st.integers(10, 400)))
        assert self.tentar(Comando(C.IMPORTAR_SITUACAO, dados=dados, ocorreu_em=inicio), GERENTE)

    @precondition(lambda self: [e.tipo for e in self.registro] == ["implantacao_iniciada"])
    @rule(data=st.data())
    def importar_logo_depois(self, data):
        self.importar(data)

    # Peças

    @property
    def hoje(self) -> date:
        return self.agora.date()

    @property
    def contexto(self) -> Contexto:
        fatos = {c: Fato(v, "há" if v else "falta", "informe") for c, v in self.fatos.items()}
        return Contexto(self.calendario, self.agora, fatos)

    @property
    def andando(self) -> bool:
        return self.estado.situacao == SituacaoDaImplantacao.EM_ANDAMENTO

    @property
    def parada(self) -> bool:
        return self.estado.situacao in ("suspensa", "desistente")

    def dia(self, dias: int) -> str:
        return (self.hoje + timedelta(days=dias)).isoformat()

    def dia_util(self, dias: int) -> str:
        return self.calendario.proximo_util(self.hoje + timedelta(days=dias)).isoformat()

    def tentar(self, comando: Comando, ator: Ator) -> bool:
        """Dá o comando. Passa se e só se não há recusas; o ensaio é igual à estreia."""
        antes, contexto = self.estado, self.contexto
        recusas = explicar(CURTO, antes, comando, ator, contexto)
        if recusas:
            self.conferir_a_recusa(comando, ator, contexto, recusas)
            return False
        eventos = decidir(CURTO, antes, comando, ator, contexto)
        assert decidir(CURTO, antes, comando, ator, contexto) == eventos
        for evento in eventos:
            self.estado = evoluir(self.estado, evento)
        self.registro += eventos
        self.oraculo.ver(comando, antes, self.estado, self.hoje)
        self.conferir_os_eventos(comando, ator, eventos)
        return True

    def conferir_a_recusa(self, comando, ator, contexto, recusas):
        """Recusado, nada muda; remediadas todas as razões listadas, o comando passa."""
        with pytest.raises(Recusado) as recusado:
            decidir(CURTO, self.estado, comando, ator, contexto)
        assert recusado.value.recusas == recusas
        assert all(r.codigo and r.mensagem and r.saida for r in recusas)
        if SEM_ALVO & {r.codigo for r in recusas}:
            return  # o alvo que não existe esconde as razões do que existiria
        mundo = Mundo(CURTO, self.estado, self.agora, self.feriados, dict(contexto.fatos))
        alvo = {k: v for k in ("item", "etapa") if (v := getattr(comando, k))}
        campos = alvo | {"em": comando.ocorreu_em} | comando.dados
        assert remediar(Pedido(comando.tipo, mundo, ator, campos)).codigos == []

    def conferir_os_eventos(self, comando, ator, eventos):
        """Um do comando, que diz quem e quando, e depois só os do sistema."""
        do_sistema = eventos if comando.tipo == C.REAVALIAR else eventos[1:]
        assert all(e.ator is None and e.origem == "sistema" for e in do_sistema)
        if comando.tipo != C.REAVALIAR:
            assert (eventos[0].ator, eventos[0].em_nome_de) == (ator.id, ator.em_nome_de)
        for evento in eventos:
            assert evento.registrado_em == self.agora
            assert evento.ocorreu_em <= self.hoje

    # O tempo e o mundo

    @rule(dias=st.integers(0, 12))
    def passar_o_tempo(self, dias):
        self.agora += timedelta(days=dias, minutes=7)

    @rule(chave=st.sampled_from(POR_FATO), vale=st.booleans())
    def mudar_um_fato(self, chave, vale):
        self.fatos[chave] = vale
        assert self.tentar(Comando(C.REAVALIAR), SISTEMA)

    @rule(deslocamento=st.integers(1, 15))
    def nascer_um_feriado(self, deslocamento):
        self.feriados.add(self.hoje + timedelta(days=deslocamento))
        self.calendario = Calendario(self.feriados)
        assert self.tentar(Comando(C.REAVALIAR), SISTEMA)

    # Qualquer comando, de qualquer um

    @rule(
        tipo=st.sampled_from(DE_GENTE),
        item=st.sampled_from([*CURTO.itens, "nao_existe", "", ""]),
        etapa=st.sampled_from([*CURTO.por_chave, "nao_existe", "", ""]),
        ator=st.sampled_from([*ATORES, *EM_NOME]),
        atraso=st.integers(-3, 30),
        sorte=SORTE,
    )
    def qualquer_comando(self, tipo, item, etapa, ator, atraso, sorte):
        dados = self.dados_de(tipo, etapa, sorte) if sorte % 2 else {}
        self.tentar(Comando(tipo, item, etapa, dados, self.ha(atraso)), ator)

    def ha(self, dias: int) -> date | None:
        return self.hoje - timedelta(days=dias) if dias else None

    def dados_de(self, tipo, etapa, sorte) -> dict:
        itens = [i.chave for i in CURTO.por_chave[etapa].itens] if etapa in CURTO.por_chave else []
        alvo = um_de(itens or ["oficio"], sorte)
        if tipo == C.DEVOLVER_ETAPA:
            return {"motivos": [{"item": alvo, "codigo": "outro", "texto": "Rever."}]}
        if tipo == C.REABRIR_ETAPA:
            return CONFERIDO | {"itens": [alvo]}
        if tipo == C.ENTRAR_EM_PRODUCAO:
            return CONFERIDO | {"data": self.hoje.isoformat()}
        if tipo == C.PRORROGAR_PRAZO:
            return CONFERIDO | {"ate": self.dia_util(25)}
        if tipo == C.SUSPENDER:
            return CONFERIDO | {"retomar_em": self.dia_util(20)}
        if tipo == C.DECLARAR_BLOQUEIO:
            dono = um_de(["municipio", "prodesp", "sggd"], sorte)
            onde = um_de(["", "tabela", "oficio"], sorte // 3)
            return CONFERIDO | {"motivo_bloqueio": "outro", "dono": dono, "alvo": onde}
        if tipo == C.RESOLVER_BLOQUEIO:
            return {"bloqueio": um_de([*self.estado.bloqueios, 0], sorte)}
        return self.retificacao(sorte) if tipo == C.RETIFICAR else CONFERIDO

    def retificacao(self, sorte) -> dict:
        """Um dado presente, quase sempre, e um dia que pode caber."""
        estado = self.estado
        presentes = [(estado.inicio_seq, "ocorreu_em"), (0, "ocorreu_em")]
        presentes += [(i.dado_seq, "ocorreu_em") for i in estado.itens.values() if i.dado_seq]
        presentes += [(estado.producao_seq, "data")] * 4 if estado.producao_seq else []
        seq, campo = um_de(presentes, sorte)
        anula = campo == "data" and sorte % 3 == 0
        valor = "" if anula else self.dia(-(sorte % 21))
        return CONFERIDO | {"seq": seq, "campo": campo, "valor": valor}

    # Guiadas: levam ao fim, e do fim de volta

    @precondition(lambda self: not self.parada)
    @rule(tipo=st.sampled_from(DE_GENTE), sorte=SORTE)
    def um_comando_que_cabe(self, tipo, sorte):
        self.dar_o_que_cabe(tipo, sorte)

    @precondition(lambda self: not self.parada)
    @rule(tipo=st.sampled_from(RAROS), sorte=SORTE)
    def um_comando_raro_que_cabe(self, tipo, sorte):
        self.dar_o_que_cabe(tipo, sorte)

    @precondition(lambda self: self.andando)
    @rule(decisao=st.sampled_from([C.CONFIRMAR_DISPENSA, C.NEGAR_DISPENSA, None]), sorte=SORTE)
    def pedir_dispensa(self, decisao, sorte):
        self.dar_o_que_cabe(C.REABRIR_ITEM, sorte)
        self.dar_o_que_cabe(C.PEDIR_DISPENSA, sorte)
        if decisao:
            self.dar_o_que_cabe(decisao, sorte)

    def dar_o_que_cabe(self, tipo, sorte):
        """Do tipo sorteado, o primeiro que alguém pode dar agora, a contar de um alvo ao acaso."""
        quando = None if tipo in SO_AGORA else self.ha(um_de([0, 0, 3, 15], sorte))
        pedidos = [(a, ator) for a in alvos(tipo) for ator in (GERENTE, ADMINISTRADOR, FAZ_TUDO)]
        comeco = sorte % len(pedidos)
        for alvo, ator in pedidos[comeco:] + pedidos[:comeco]:
            dados = self.dados_de(tipo, alvo.get("etapa", ""), sorte)
            comando = Comando(tipo, **alvo, dados=dados, ocorreu_em=quando)
            if not explicar(CURTO, self.estado, comando, ator, self.contexto):
                assert self.tentar(comando, ator)
                return

    @precondition(lambda self: self.andando)
    @rule(atraso=st.sampled_from([0, 4, 20]), desfecho=st.sampled_from(DESFECHOS))
    def concluir_a_etapa_corrente(self, atraso, desfecho):
        self.resolver_os_impedimentos()
        self.concluir(etapa_corrente(CURTO, self.estado, PRINCIPAL), atraso, desfecho)

    @precondition(lambda self: self.estado.etapa("arquivo").situacao in ABERTAS)
    @rule(atraso=st.sampled_from([0, 4, 20]))
    def concluir_a_trilha(self, atraso):
        self.concluir(CURTO.por_chave["arquivo"], atraso)

    def concluir(self, etapa: Etapa | None, atraso: int, desfecho=C.APROVAR_ETAPA):
        if etapa is None:
            return
        for _ in etapa.itens:
            if not self.fazer_o_que_falta(etapa, atraso):
                break
        if self.estado.etapa(etapa.chave).situacao not in DECIDIVEIS:
            self.tentar(Comando(C.ENVIAR_ETAPA, etapa=etapa.chave), FAZ_TUDO)
        if desfecho:
            motivos = [{"item": etapa.itens[0].chave, "codigo": "outro", "texto": "Rever."}]
            dados = {
                C.DEVOLVER_ETAPA: {"motivos": motivos},
                C.RECOLHER_ETAPA: {"motivo": "Engano."},
            }
            por = ADMINISTRADOR if desfecho == C.APROVAR_ETAPA else GERENTE
            self.tentar(Comando(desfecho, "", etapa.chave, dados.get(desfecho, {})), por)

    def fazer_o_que_falta(self, etapa: Etapa, atraso: int) -> bool:
        """Uma passada pelos itens; diz se algum andou."""
        andou = False
        for item in etapa.itens:
            chave, dados = item.chave, {"texto": "Feito."}
            if pode_ser_feito(CURTO, self.estado, item):
                if item.por_fato:
                    self.fatos[chave] = True
                tipo = C.ALTERAR_FATOS if item.por_fato else C.CONCLUIR_ITEM
                comando = Comando(tipo, chave, "", dados, self.ha(atraso))
                andou |= self.tentar(comando, quem_faz(CURTO, chave))
            elif self.estado.item(chave).situacao == SituacaoDoItem.DISPENSA_PEDIDA:
                andou |= self.tentar(Comando(C.CONFIRMAR_DISPENSA, chave), GERENTE)
        if etapa is CURTO.principais[-1] and self.estado.producao_em is None:
            dados = {"data": self.dia(-atraso), "justificativa": "Conferido."}
            andou |= self.tentar(Comando(C.ENTRAR_EM_PRODUCAO, dados=dados), GERENTE)
        return andou

    @precondition(lambda self: self.estado.bloqueios)
    @rule()
    def resolver_os_impedimentos(self):
        for seq in list(self.estado.bloqueios):
            self.tentar(Comando(C.RESOLVER_BLOQUEIO, dados={"bloqueio": seq}), GERENTE)

    @rule(
        tipo=st.sampled_from([C.DESFAZER_APROVACAO, C.REABRIR_ETAPA]),
        etapa=st.sampled_from(CURTO.etapas),
        nomear=st.booleans(),
    )
    def voltar_atras(self, tipo, etapa, nomear):
        """A última aprovada se desfaz; a sorteada se reabre."""
        if tipo == C.DESFAZER_APROVACAO:
            aprovadas = [e for e in CURTO.principais if self.estado.etapa(e.chave).aprovada_por]
            etapa = aprovadas[-1] if aprovadas else etapa
        dados = {"motivo": "Engano."}
        if tipo == C.REABRIR_ETAPA and nomear:
            dados["itens"] = [etapa.itens[0].chave]
        por = ADMINISTRADOR if tipo == C.DESFAZER_APROVACAO else GERENTE
        self.tentar(Comando(tipo, etapa=etapa.chave, dados=dados), por)

    @precondition(lambda self: self.andando)
    @rule(etapa=st.sampled_from(CURTO.principais[:-1]), sorte=SORTE)
    def reabrir_e_reconfirmar(self, etapa, sorte):
        """A reaberta se conclui de novo, e depois dela as que ficaram a reconfirmar."""
        dados = self.dados_de(C.REABRIR_ETAPA, etapa.chave, sorte)
        self.tentar(Comando(C.REABRIR_ETAPA, etapa=etapa.chave, dados=dados), GERENTE)
        for seguinte in CURTO.principais[CURTO.principais.index(etapa) :][: 1 + sorte % 3]:
            self.concluir(seguinte, 0)

    @precondition(lambda self: self.estado.producao_em)
    @rule()
    def anular_a_producao(self):
        dados = {"seq": self.estado.producao_seq, "campo": "data", "valor": "", "motivo": "Sim."}
        self.tentar(Comando(C.RETIFICAR, dados=dados), GERENTE)

    @precondition(lambda self: self.estado.situacao == "suspensa")
    @rule(atraso=st.sampled_from([0, 4]))
    def desistir_durante_a_suspensao(self, atraso):
        comando = Comando(C.DESISTIR, dados=CONFERIDO, ocorreu_em=self.ha(atraso))
        assert self.tentar(comando, GERENTE)

    @precondition(lambda self: self.parada)
    @rule(atraso=st.sampled_from([0, 4]))
    def voltar_a_andar(self, atraso):
        for tipo in (C.READMITIR, C.RETOMAR):
            self.tentar(Comando(tipo, dados=CONFERIDO, ocorreu_em=self.ha(atraso)), GERENTE)

    @rule(sorte=SORTE)
    def retificar(self, sorte):
        self.tentar(Comando(C.RETIFICAR, dados=self.retificacao(sorte)), GERENTE)
