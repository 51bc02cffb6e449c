"""Decidir: do comando aceito aos eventos, com tudo o que ele causa."""

from dataclasses import dataclass, field
from datetime import date

from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import (
    FATO_PERDIDO,
    Ator,
    Canal,
    Comando,
    Contexto,
    Recusado,
    TipoDeComando,
)
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Etapa, Item, Roteiro
from seicidades.fluxo.nucleo.efeitos import EFEITOS
from seicidades.fluxo.nucleo.estado import (
    EDITAVEIS,
    Estado,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
    etapa_corrente,
    fase_aberta,
)
from seicidades.fluxo.nucleo.eventos import Evento, TipoDeEvento
from seicidades.fluxo.nucleo.evolucao import evoluir
from seicidades.fluxo.nucleo.guardas.datas import alvo_da_retificacao
from seicidades.fluxo.nucleo.regras import REGRAS, explicar
from seicidades.fluxo.nucleo.relogios import acertos, prazos_movidos, respostas_movidas


def decidir(
    roteiro: Roteiro, estado: Estado, comando: Comando, ator: Ator, contexto: Contexto
) -> list[Evento]:
    """Os eventos do comando: o dele e os que o sistema causa, na ordem.

    Raises:
        Recusado: com todas as razões.
    """
    if recusas := explicar(roteiro, estado, comando, ator, contexto):
        raise Recusado(recusas)
    diario = _Diario(Caso(roteiro, estado, comando, ator, contexto), estado)
    if comando.tipo != TipoDeComando.REAVALIAR:
        diario.do_comando()
    _apurar_fatos(diario)
    _abrir_etapas(diario)
    _habilitar(diario)
    _acertar_relogios(diario)
    return diario.eventos


@dataclass
class _Diario:
    """Os eventos desta decisão e o estado que vão formando."""

    caso: Caso
    estado: Estado
    eventos: list[Evento] = field(default_factory=list)

    @property
    def roteiro(self) -> Roteiro:
        return self.caso.roteiro

    @property
    def proximo(self) -> int:
        return self.estado.seq + 1

    def do_comando(self) -> None:
        caso = self.caso
        self._anotar(
            REGRAS[caso.comando.tipo].evento,
            item=caso.comando.item or _item_retificado(caso),
            etapa=caso.etapa.chave if caso.etapa else "",
            ator=caso.ator,
            dados={
                "pedido": dict(caso.comando.dados),
                "depois": EFEITOS[caso.comando.tipo](caso, self.proximo),
            },
        )

    def do_sistema(self, tipo: TipoDeEvento, depois: dict, item="", etapa="", **pedido) -> None:
        self._anotar(
            tipo,
            item=item,
            etapa=etapa,
            ator=Ator(id=None, origem=Canal.SISTEMA),
            dados={"pedido": pedido, "depois": depois},
        )

    def _anotar(self, tipo: TipoDeEvento, item: str, etapa: str, ator: Ator, dados: dict) -> None:
        evento = Evento(
            tipo=tipo,
            seq=self.proximo,
            registrado_em=self.caso.contexto.agora,
            ocorreu_em=self.caso.ocorreu_em,
            item=item,
            etapa=etapa,
            ator=ator.id,
            papel=_papel_em_que_age(self.caso, ator),
            em_nome_de=ator.em_nome_de,
            origem=ator.origem,
            dados=dados,
        )
        self.eventos.append(evento)
        self.estado = evoluir(self.estado, evento)

    def completar(self, depois: dict) -> None:
        """Junta vez e relógios ao último evento, que assim conta como tudo ficou."""
        ultimo = self.eventos[-1].dados["depois"]
        for grupo, mudancas in depois.items():
            atual = ultimo.setdefault(grupo, {})
            for chave, valores in mudancas.items():
                atual[chave] = {**atual.get(chave, {}), **valores}


def _item_retificado(caso: Caso) -> str:
    retifica = caso.comando.tipo == TipoDeComando.RETIFICAR
    alvo = alvo_da_retificacao(caso) if retifica else ""
    return alvo if alvo in caso.roteiro.itens else ""


def _papel_em_que_age(caso: Caso, ator: Ator) -> str:
    """O papel que dá direito ao ato; na falta, o do Estado ou o primeiro que tem."""
    if ator.sistema:
        return ""
    preferidos = []
    if not ator.em_nome_de:
        preferidos = [
            *(caso.item.quem_registra if caso.item else ()),
            caso.etapa.papel_de_envio if caso.etapa else "",
        ]
    for papel in (*preferidos, "gerente", *sorted(ator.papeis)):
        if papel in ator.papeis:
            return str(papel)
    return str(ator.papel_do_estado)


def _apurar_fatos(diario: _Diario) -> None:
    if diario.estado.situacao == SituacaoDaImplantacao.NAO_INICIADA:
        return
    for item in diario.roteiro.itens.values():
        if diario.estado.item(item.chave).situacao == SituacaoDoItem.DISPENSADO:
            _resolver_perdas(diario, item)
    for etapa in diario.roteiro.etapas:
        for item in etapa.itens:
            fato = diario.caso.contexto.fatos.get(item.chave)
            if item.por_fato and fato is not None:
                _apurar_item(diario, etapa, item, fato.satisfeito)


def _apurar_item(diario: _Diario, etapa: Etapa, item: Item, satisfeito: bool) -> None:
    estado = diario.estado
    dado, situacao_da_etapa = estado.item(item.chave), estado.etapa(etapa.chave).situacao
    if satisfeito:
        _resolver_perdas(diario, item)
        editavel = situacao_da_etapa in EDITAVEIS
        if dado.situacao == SituacaoDoItem.ABERTO and editavel and fase_aberta(estado, item):
            _satisfazer(diario, etapa, item)
    elif dado.situacao == SituacaoDoItem.PRONTO and not dado.importado:
        if situacao_da_etapa == SituacaoDaEtapa.APROVADA:
            _bloquear_por_perda(diario, etapa, item)
        else:
            _perder(diario, etapa, item)


def _satisfazer(diario: _Diario, etapa: Etapa, item: Item) -> None:
    caso, seq = diario.caso, diario.proximo
    campos = {"situacao": SituacaoDoItem.PRONTO.value, "seq": seq}
    if caso.comando.tipo == TipoDeComando.ALTERAR_FATOS:  # só quem gravou dado é autor
        campos |= {"autor": caso.ator.id}
    if diario.estado.item(item.chave).em is None:
        campos |= {"em": caso.ocorreu_em.isoformat()}
    diario.do_sistema(
        TipoDeEvento.ITEM_SATISFEITO,
        {"itens": {item.chave: campos}},
        item=item.chave,
        etapa=etapa.chave,
        resumo=caso.contexto.fatos[item.chave].resumo,
    )


def _perder(diario: _Diario, etapa: Etapa, item: Item) -> None:
    diario.do_sistema(
        TipoDeEvento.ITEM_PERDIDO,
        {"itens": {item.chave: {"situacao": SituacaoDoItem.ABERTO.value, "seq": diario.proximo}}},
        item=item.chave,
        etapa=etapa.chave,
        resumo=diario.caso.contexto.fatos[item.chave].resumo,
    )


def _bloquear_por_perda(diario: _Diario, etapa: Etapa, item: Item) -> None:
    if any(b.item_perdido == item.chave for b in diario.estado.bloqueios.values()):
        return
    bloqueio = {
        "motivo": FATO_PERDIDO,
        "dono": item.lado.value,
        "linha": etapa.linha,
        "alvo": item.chave,
        "desde": diario.caso.ocorreu_em.isoformat(),
        "item_perdido": item.chave,
    }
    diario.do_sistema(
        TipoDeEvento.BLOQUEIO_DECLARADO,
        {"bloqueios": {str(diario.proximo): bloqueio}},
        item=item.chave,
        etapa=etapa.chave,
        motivo_bloqueio=FATO_PERDIDO,
        dono=item.lado.value,
        resumo=diario.caso.contexto.fatos[item.chave].resumo,
    )


def _resolver_perdas(diario: _Diario, item: Item) -> None:
    """O fato voltou, ou o item foi dispensado e já não se espera por ele."""
    for chave, bloqueio in sorted(diario.estado.bloqueios.items()):
        if bloqueio.item_perdido == item.chave:
            diario.do_sistema(
                TipoDeEvento.BLOQUEIO_RESOLVIDO,
                {"bloqueios": {str(chave): None}},
                item=item.chave,
                bloqueio=chave,
            )


def _abrir_etapas(diario: _Diario) -> None:
    """Abre o que a aprovação permite e as trilhas que começam com o que abriu."""
    aprovou = diario.caso.comando.tipo == TipoDeComando.APROVAR_ETAPA
    iniciou = diario.caso.comando.tipo == TipoDeComando.INICIAR
    abertas: list[str] = []
    if aprovou:  # depois da trilha não vem nada
        abertas = [e.chave for e in diario.roteiro.seguintes(diario.caso.etapa)[:1]]
    elif iniciou:
        abertas = [diario.roteiro.principais[0].chave]
    elif diario.caso.comando.tipo == TipoDeComando.IMPORTAR_SITUACAO:
        abertas = _alcancadas(diario)
    trilhas = [t.chave for t in diario.roteiro.trilhas if t.abre_com in abertas]
    por = diario.caso.etapa.chave if aprovou else ""
    for chave in [*abertas, *trilhas]:
        if diario.estado.etapa(chave).situacao == SituacaoDaEtapa.NAO_INICIADA:
            _abrir(diario, chave, por)


def _alcancadas(diario: _Diario) -> list[str]:
    """As etapas importadas e a primeira que falta."""
    corrente = etapa_corrente(diario.roteiro, diario.estado, PRINCIPAL)
    ate = corrente.ordem if corrente else diario.roteiro.principais[-1].ordem
    return [e.chave for e in diario.roteiro.principais if e.ordem <= ate]


def _abrir(diario: _Diario, chave: str, por: str) -> None:
    seq = diario.proximo
    etapas = {
        chave: {
            "situacao": SituacaoDaEtapa.EM_PREENCHIMENTO.value,
            "aberta_em": diario.caso.hoje.isoformat(),
            "seq": seq,
        }
    }
    if por:
        etapas[por] = {"abriu": [*diario.estado.etapa(por).abriu, chave]}
    diario.do_sistema(TipoDeEvento.ETAPA_ABERTA, {"etapas": etapas}, etapa=chave)


def _habilitar(diario: _Diario) -> None:
    estado = diario.estado
    if estado.situacao != SituacaoDaImplantacao.EM_ANDAMENTO:
        return
    if all(
        estado.etapa(e.chave).situacao == SituacaoDaEtapa.APROVADA
        for e in diario.roteiro.principais
    ):
        diario.do_sistema(
            TipoDeEvento.IMPLANTACAO_HABILITADA,
            {
                "implantacao": {
                    "situacao": SituacaoDaImplantacao.HABILITADA.value,
                    "situacao_seq": diario.proximo,
                    "habilitada_em": _dia_da_habilitacao(diario).isoformat(),
                }
            },
        )


def _dia_da_habilitacao(diario: _Diario) -> date:
    """Hoje; numa carga, o dia em que a última etapa foi aprovada."""
    if diario.caso.comando.tipo != TipoDeComando.IMPORTAR_SITUACAO:
        return diario.caso.hoje
    aprovadas = (diario.estado.etapa(e.chave).aprovada_em for e in diario.roteiro.principais)
    return max(filter(None, aprovadas), default=diario.caso.hoje)


def _acertar_relogios(diario: _Diario) -> None:
    caso = diario.caso
    calendario, hoje = caso.contexto.calendario, caso.hoje
    if caso.comando.tipo == TipoDeComando.REAVALIAR:
        _recalcular_prazos(diario)
    # O passado importado não tem dono: a vez e os relógios começam hoje.
    importa = caso.comando.tipo == TipoDeComando.IMPORTAR_SITUACAO
    ocorreu_em = hoje if importa else caso.ocorreu_em
    depois = acertos(caso.roteiro, diario.estado, calendario, ocorreu_em, hoje)
    if not depois:
        return
    if not diario.eventos:
        diario.do_sistema(TipoDeEvento.PRAZOS_RECALCULADOS, depois)
    else:
        diario.completar(depois)


def _recalcular_prazos(diario: _Diario) -> None:
    """O calendário mudou: os prazos que correm vão para onde ele os põe."""
    caso, calendario = diario.caso, diario.caso.contexto.calendario
    itens = prazos_movidos(diario.estado, calendario)
    etapas = respostas_movidas(caso.roteiro, diario.estado, calendario)
    if not itens and not etapas:
        return
    depois = {
        "itens": {c: {"prazo": para.isoformat()} for c, (_, para) in itens.items()},
        "etapas": {c: {"responder_ate": para.isoformat()} for c, (_, para) in etapas.items()},
    }
    movidos = itens | etapas
    motivo = {"motivo": caso.dado("motivo")} if caso.dado("motivo", "") else {}
    diario.do_sistema(
        TipoDeEvento.PRAZOS_RECALCULADOS,
        {grupo: mudancas for grupo, mudancas in depois.items() if mudancas},
        movidos={c: [de.isoformat(), para.isoformat()] for c, (de, para) in movidos.items()},
        **motivo,
    )
