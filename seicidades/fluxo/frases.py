"""Andamentos em frases que se leem."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from seicidades.comum.formatos import lista_e
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.comandos import (
    FATO_PERDIDO,
    MOTIVOS_DE_BLOQUEIO,
    MOTIVOS_DE_DEVOLUCAO,
    Canal,
)
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa
from seicidades.fluxo.nucleo.eventos import TipoDeEvento as T

CANAIS = {Canal.TELEFONE: "por telefone", Canal.OFICIO: "por ofício", Canal.SEI: "pelo SEI"}


@dataclass(frozen=True)
class Linha:
    """Uma linha da história, como o componente a mostra."""

    quando: datetime
    texto: str
    detalhe: str = ""
    url: str = ""
    seq: int = 0
    tipo: str = ""
    selo: str = ""
    notas: tuple[str, ...] = ()


def frase(andamento: Andamento, roteiro: Roteiro, era: str = "") -> Linha:
    """A frase de um andamento. Espera `ator` já carregado.

    Args:
        era: numa retificação, o dia que valia antes dela, como o andamento o guarda.
    """
    contar = _FRASES[T(andamento.tipo)]
    texto, detalhe = contar(_Partes(andamento, roteiro, era))
    return Linha(
        quando=andamento.registrado_em,
        texto=texto + _em_nome(andamento),
        detalhe=" ".join(p for p in (detalhe, _quando_foi(andamento)) if p),
        seq=andamento.seq,
        tipo=andamento.tipo,
    )


class _Partes:
    """Nomes prontos para a frase."""

    def __init__(self, andamento: Andamento, roteiro: Roteiro, era: str = ""):
        self.roteiro = roteiro
        self.era = dia_curto(era)
        self.depois = andamento.dados.get("depois", {})
        self.quem = andamento.ator.nome_publico if andamento.ator else "O sistema"
        self.pedido = andamento.dados.get("pedido", {})
        self.item = self.titulo(andamento.item)
        self.etapa = self.titulo(andamento.etapa)

    def titulo(self, chave: str) -> str:
        if chave in self.roteiro.itens:
            return f"«{self.roteiro.itens[chave].titulo}»"
        if chave in self.roteiro.por_chave:
            return self.roteiro.por_chave[chave].titulo
        return chave

    def texto(self, *campos: str) -> str:
        return next((str(self.pedido[c]) for c in campos if self.pedido.get(c)), "")

    def data(self, campo: str) -> str:
        return dia_curto(self.pedido.get(campo))

    def titulos(self, situacao: SituacaoDaEtapa) -> str:
        """As outras etapas que este andamento pôs nesta situação."""
        etapas = self.depois.get("etapas", {}).items()
        return lista_e(self.titulo(c) for c, e in etapas if e.get("situacao") == situacao)


def dia_curto(valor: str | None) -> str:
    return f"{date.fromisoformat(valor):%d/%m/%Y}" if valor else ""


def _em_nome(andamento: Andamento) -> str:
    if not andamento.em_nome_de:
        return ""
    nomes = {p.value: p.rotulo for p in Papel} | {lado.value: lado.rotulo for lado in Lado}
    canal = CANAIS.get(andamento.origem, "")
    return f" Registro em nome de {nomes.get(andamento.em_nome_de)}, {canal}.".replace(", .", ".")


def _quando_foi(andamento: Andamento) -> str:
    if andamento.ocorreu_em == timezone.localdate(andamento.registrado_em):
        return ""
    return f"Aconteceu em {andamento.ocorreu_em:%d/%m/%Y}."


def _simples(modelo: str, *campos: str) -> Callable[[_Partes], tuple[str, str]]:
    """Frase fixa com quem, item e etapa; o detalhe é o primeiro campo preenchido."""

    def contar(p: _Partes) -> tuple[str, str]:
        return modelo.format(quem=p.quem, item=p.item, etapa=p.etapa), p.texto(*campos)

    return contar


def _devolvida(p: _Partes) -> tuple[str, str]:
    motivos = [
        f"{p.titulo(m['item'])}: {MOTIVOS_DE_DEVOLUCAO.get(m['codigo'], '').lower()}, {m['texto']}"
        for m in p.pedido.get("motivos", [])
    ]
    return f"{p.quem} devolveu {p.etapa} para correção.", " ".join(motivos)


def _bloqueio(p: _Partes) -> tuple[str, str]:
    if p.pedido.get("motivo_bloqueio") == FATO_PERDIDO:
        return f"{p.item} deixou de valer e precisa de atenção.", p.texto("resumo")
    motivo = MOTIVOS_DE_BLOQUEIO.get(p.pedido.get("motivo_bloqueio", ""), "impedimento")
    dono = Lado(p.pedido["dono"]).rotulo
    verbo = "pediu ajuda" if dono == Lado.PRODESP.rotulo else "apontou um impedimento"
    return f"{p.quem} {verbo}: {motivo.lower()}. Com {dono}.", p.texto("texto")


def _recalculados(p: _Partes) -> tuple[str, str]:
    motivo = p.texto("motivo")
    texto = (
        f"Os prazos foram recalculados: {motivo}." if motivo else "Os prazos foram recalculados."
    )
    return texto, " ".join(
        f"{_o_prazo(p, chave)} passou de {_dia(de)} para {_dia(para)}."
        for chave, (de, para) in p.pedido.get("movidos", {}).items()
    )


def _o_prazo(p: _Partes, chave: str) -> str:
    resposta = chave in p.roteiro.por_chave
    return f"A resposta a {p.titulo(chave)}" if resposta else f"O prazo de {p.titulo(chave)}"


def _dia(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _importada(p: _Partes) -> tuple[str, str]:
    datas = p.pedido.get("datas") or {}
    etapas = [
        f"{p.titulo(chave)} em {date.fromisoformat(datas[chave]):%d/%m/%Y}"
        for chave in p.pedido.get("etapas") or ()
        if chave in datas
    ]
    aprovadas = f"Aprovadas: {', '.join(etapas)}." if etapas else "Nenhuma etapa aprovada."
    detalhe = " ".join(x for x in (aprovadas, p.texto("motivo")) if x)
    return f"{p.quem} carregou a situação da cidade. Fonte: {p.texto('fonte')}.", detalhe


def _com_data(modelo: str, data: str, *campos: str) -> Callable[[_Partes], tuple[str, str]]:
    def contar(p: _Partes) -> tuple[str, str]:
        dia = p.data(data)
        return modelo.format(quem=p.quem, item=p.item, etapa=p.etapa, dia=dia), p.texto(*campos)

    return contar


def _retificado(p: _Partes) -> tuple[str, str]:
    dia, motivo = p.data("valor"), p.texto("motivo")
    if not dia:
        era = f" de {p.era}" if p.era else ""
        return f"{p.quem} anulou a entrada em produção{era}.", motivo
    de_que = "da entrada em produção" if p.pedido.get("campo") == "data" else "do início"
    de_que = f"de {p.item}" if p.item else de_que
    era = f", de {p.era}" if p.era else ""
    return f"{p.quem} retificou a data {de_que}{era} para {dia}.", motivo


def _desfeita(p: _Partes) -> tuple[str, str]:
    partes = [p.texto("motivo")]
    if fechadas := p.titulos(SituacaoDaEtapa.NAO_INICIADA):
        partes.append(f"Fechou de novo: {fechadas}; o que foi preenchido está guardado.")
    return f"{p.quem} desfez a aprovação de {p.etapa}.", " ".join(filter(None, partes))


def _reaberta(p: _Partes) -> tuple[str, str]:
    partes = [p.texto("motivo")]
    if corrigir := p.pedido.get("itens"):
        partes.append(f"A corrigir: {lista_e(p.titulo(c) for c in corrigir)}.")
    if reconfirmar := p.titulos(SituacaoDaEtapa.A_RECONFIRMAR):
        partes.append(f"A reconfirmar, porque vêm depois desta: {reconfirmar}.")
    return f"{p.quem} reabriu a etapa {p.etapa}.", " ".join(filter(None, partes))


def _prorrogado(p: _Partes) -> tuple[str, str]:
    return f"{p.quem} prorrogou o prazo de {p.item or p.etapa} até {p.data('ate')}.", p.texto(
        "motivo"
    )


_FRASES: dict[T, Callable[[_Partes], tuple[str, str]]] = {
    T.IMPLANTACAO_INICIADA: _simples("{quem} iniciou a implantação."),
    T.SITUACAO_IMPORTADA: _importada,
    T.ITEM_CONCLUIDO: _simples("{quem} concluiu {item}.", "texto"),
    T.ITEM_REABERTO: _simples("{quem} reabriu {item}.", "motivo"),
    T.FATO_REGISTRADO: _simples("{quem} informou {item}.", "resumo"),
    T.DISPENSA_PEDIDA: _simples("{quem} pediu a dispensa de {item}.", "justificativa"),
    T.DISPENSA_CONFIRMADA: _simples("{quem} dispensou {item}."),
    T.DISPENSA_NEGADA: _simples("{quem} não aceitou a dispensa de {item}.", "motivo"),
    T.ETAPA_ENVIADA: _simples("{quem} enviou {etapa} para análise."),
    T.ETAPA_RECOLHIDA: _simples("{quem} recolheu {etapa} da análise.", "motivo"),
    T.ETAPA_DEVOLVIDA: _devolvida,
    T.ETAPA_APROVADA: _simples("{quem} aprovou {etapa}."),
    T.APROVACAO_DESFEITA: _desfeita,
    T.ETAPA_REABERTA: _reaberta,
    T.PRODUCAO_INICIADA: _com_data(
        "{quem} registrou a entrada em produção em {dia}.", "data", "justificativa"
    ),
    T.BLOQUEIO_DECLARADO: _bloqueio,
    T.BLOQUEIO_RESOLVIDO: _simples("{quem} deu por resolvido um impedimento.", "motivo"),
    T.PRAZO_PRORROGADO: _prorrogado,
    T.IMPLANTACAO_SUSPENSA: _com_data(
        "{quem} suspendeu a implantação, para retomar em {dia}.", "retomar_em", "motivo"
    ),
    T.IMPLANTACAO_RETOMADA: _simples("{quem} retomou a implantação.", "motivo"),
    T.DESISTENCIA_REGISTRADA: _simples("{quem} registrou a desistência.", "motivo"),
    T.IMPLANTACAO_READMITIDA: _simples("{quem} readmitiu o município.", "motivo"),
    T.DADO_RETIFICADO: _retificado,
    T.ITEM_SATISFEITO: _simples("{item} ficou pronto.", "resumo"),
    T.ITEM_PERDIDO: _simples("{item} deixou de estar pronto.", "resumo"),
    T.ETAPA_ABERTA: _simples("A etapa {etapa} começou."),
    T.PRAZOS_RECALCULADOS: _recalculados,
    T.IMPLANTACAO_HABILITADA: _simples("O município está habilitado no SEI."),
}
