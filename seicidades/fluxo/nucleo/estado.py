"""O estado de uma implantação, tal como o registro de andamentos o conta.

Os objetos são imutáveis; `evolucao` troca os que um evento mudou. Datas são
civis, do fuso de São Paulo. `seq` é o número do evento que tocou por último.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cache

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.definicao import Etapa, Fase, Item, Roteiro

VERSAO_DO_ESTADO = 1


class SituacaoDaImplantacao(StrEnum):
    NAO_INICIADA = "nao_iniciada"
    EM_ANDAMENTO = "em_andamento"
    SUSPENSA = "suspensa"
    DESISTENTE = "desistente"
    HABILITADA = "habilitada"


class SituacaoDaEtapa(StrEnum):
    NAO_INICIADA = "nao_iniciada"
    EM_PREENCHIMENTO = "em_preenchimento"
    EM_ANALISE = "em_analise"
    DEVOLVIDA = "devolvida"
    APROVADA = "aprovada"
    A_RECONFIRMAR = "a_reconfirmar"


class SituacaoDoItem(StrEnum):
    ABERTO = "aberto"
    PRONTO = "pronto"
    A_CORRIGIR = "a_corrigir"
    DISPENSA_PEDIDA = "dispensa_pedida"
    DISPENSADO = "dispensado"


ROTULOS_DA_IMPLANTACAO = {
    SituacaoDaImplantacao.NAO_INICIADA: "não iniciada",
    SituacaoDaImplantacao.EM_ANDAMENTO: "em andamento",
    SituacaoDaImplantacao.SUSPENSA: "suspensa",
    SituacaoDaImplantacao.DESISTENTE: "desistente",
    SituacaoDaImplantacao.HABILITADA: "habilitada",
}
ROTULOS_DA_ETAPA = {
    SituacaoDaEtapa.NAO_INICIADA: "não iniciada",
    SituacaoDaEtapa.EM_PREENCHIMENTO: "em preenchimento",
    SituacaoDaEtapa.EM_ANALISE: "em análise",
    SituacaoDaEtapa.DEVOLVIDA: "devolvida",
    SituacaoDaEtapa.APROVADA: "aprovada",
    SituacaoDaEtapa.A_RECONFIRMAR: "a reconfirmar",
}
ROTULOS_DO_ITEM = {
    SituacaoDoItem.ABERTO: "aberto",
    SituacaoDoItem.PRONTO: "pronto",
    SituacaoDoItem.A_CORRIGIR: "a corrigir",
    SituacaoDoItem.DISPENSA_PEDIDA: "dispensa pedida",
    SituacaoDoItem.DISPENSADO: "dispensado",
}

EDITAVEIS = frozenset(
    {
        SituacaoDaEtapa.NAO_INICIADA,
        SituacaoDaEtapa.EM_PREENCHIMENTO,
        SituacaoDaEtapa.DEVOLVIDA,
        SituacaoDaEtapa.A_RECONFIRMAR,
    }
)
ABERTAS = frozenset(SituacaoDaEtapa) - {SituacaoDaEtapa.NAO_INICIADA, SituacaoDaEtapa.APROVADA}
POR_FAZER = frozenset({SituacaoDoItem.ABERTO, SituacaoDoItem.A_CORRIGIR})
RESOLVIDOS = frozenset({SituacaoDoItem.PRONTO, SituacaoDoItem.DISPENSADO})


@dataclass(frozen=True, slots=True)
class EstadoDoItem:
    """Um item. O relógio corre se há `inicio`; parado, guarda o saldo.

    Args:
        autor: quem é o autor do dado presente (id), para a regra de quem não pode aprovar.
        em: dia em que o dado presente aconteceu; `dado_seq`, o evento que o trouxe.
        pedinte: quem pediu a dispensa.
        devolucao: código e texto da última devolução ainda não corrigida; enquanto houver,
            o item que perde ou retira uma dispensa volta a ser corrigido, não a aberto.
        importado: veio de carga; a reavaliação não o perde até o primeiro fato.
        saldo: dias úteis que restam; `None` se o relógio nunca correu.
        recarregado: já recebeu os dias de correção de uma devolução.
    """

    situacao: SituacaoDoItem = SituacaoDoItem.ABERTO
    seq: int = 0
    autor: int | None = None
    em: date | None = None
    dado_seq: int | None = None
    pedinte: int | None = None
    devolucao: Mapping[str, str] | None = None
    importado: bool = False
    saldo: int | None = None
    inicio: date | None = None
    prazo: date | None = None
    recarregado: bool = False


@dataclass(frozen=True, slots=True)
class EstadoDaEtapa:
    """Uma etapa. `abriu` lista as etapas que a aprovação presente abriu.

    Args:
        analise_desde: dia em que a análise começou a contar; dele sai `responder_ate`.
    """

    situacao: SituacaoDaEtapa = SituacaoDaEtapa.NAO_INICIADA
    seq: int = 0
    aberta_em: date | None = None
    remetente: int | None = None
    enviada_em: date | None = None
    envios: int = 0
    analise_desde: date | None = None
    responder_ate: date | None = None
    aprovada_por: int | None = None
    aprovada_em: date | None = None
    abriu: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bloqueio:
    """Um impedimento aberto. `item_perdido` diz que a causa é um fato que se perdeu."""

    motivo: str
    dono: Lado
    linha: str
    alvo: str = ""
    por: int | None = None
    desde: date | None = None
    item_perdido: str = ""


@dataclass(frozen=True, slots=True)
class Vez:
    """De quem é a vez numa linha, desde quando, e os dias civis já contados de cada lado."""

    lado: Lado
    desde: date
    dias: Mapping[str, int] = field(default_factory=dict)

    def dias_ate(self, dia: date) -> dict[str, int]:
        """Dias de cada lado até `dia`, o último tramo incluído. Somam os dias decorridos."""
        total = dict(self.dias)
        total[self.lado.value] = total.get(self.lado.value, 0) + max((dia - self.desde).days, 0)
        return total


@dataclass(frozen=True, slots=True)
class Estado:
    """Uma implantação inteira. `situacao_seq`, `inicio_seq`, `producao_seq`: quem os pôs."""

    situacao: SituacaoDaImplantacao = SituacaoDaImplantacao.NAO_INICIADA
    situacao_seq: int | None = None
    seq: int = 0
    inicio: date | None = None
    inicio_seq: int | None = None
    producao_em: date | None = None
    producao_seq: int | None = None
    habilitada_em: date | None = None
    retomar_em: date | None = None
    antes_de_desistir: str = ""
    etapas: Mapping[str, EstadoDaEtapa] = field(default_factory=dict)
    itens: Mapping[str, EstadoDoItem] = field(default_factory=dict)
    bloqueios: Mapping[int, Bloqueio] = field(default_factory=dict)
    vez: Mapping[str, Vez] = field(default_factory=dict)

    def etapa(self, chave: str) -> EstadoDaEtapa:
        return self.etapas.get(chave, ETAPA_NOVA)

    def item(self, chave: str) -> EstadoDoItem:
        return self.itens.get(chave, ITEM_NOVO)

    def para_dados(self) -> dict:
        """Só dados, prontos para JSON; o que está no valor padrão não ocupa lugar."""
        raiz = {
            campo: para_json(getattr(self, campo))
            for campo in CAMPOS_DA_RAIZ
            if getattr(self, campo) is not None and getattr(self, campo) != ""
        }
        return raiz | {
            "versao": VERSAO_DO_ESTADO,
            "etapas": {c: compacto(e) for c, e in self.etapas.items()},
            "itens": {c: compacto(i) for c, i in self.itens.items()},
            "bloqueios": {str(c): compacto(b) for c, b in self.bloqueios.items()},
            "vez": {c: compacto(v) for c, v in self.vez.items()},
        }

    @classmethod
    def de_dados(cls, dados: Mapping) -> "Estado":
        """Lê o que `para_dados` escreveu.

        Raises:
            ValueError: se a versão não for a deste código; refaça a partir do registro.
        """
        if dados.get("versao") != VERSAO_DO_ESTADO:
            raise ValueError(f"Versão de estado desconhecida: {dados.get('versao')!r}.")
        return cls(
            **{c: de_json(c, dados[c], "") for c in CAMPOS_DA_RAIZ if c in dados},
            etapas={c: EstadoDaEtapa(**_lidos(v, "etapas")) for c, v in dados["etapas"].items()},
            itens={c: EstadoDoItem(**_lidos(v, "itens")) for c, v in dados["itens"].items()},
            bloqueios={
                int(c): Bloqueio(**_lidos(v, "bloqueios")) for c, v in dados["bloqueios"].items()
            },
            vez={c: Vez(**_lidos(v, "vez")) for c, v in dados["vez"].items()},
        )


ETAPA_NOVA = EstadoDaEtapa()
ITEM_NOVO = EstadoDoItem()
VAZIO = Estado()
CAMPOS_DA_RAIZ = (
    "situacao",
    "situacao_seq",
    "seq",
    "inicio",
    "inicio_seq",
    "producao_em",
    "producao_seq",
    "habilitada_em",
    "retomar_em",
    "antes_de_desistir",
)
_DATAS = frozenset(
    {
        "inicio",
        "producao_em",
        "habilitada_em",
        "retomar_em",
        "aberta_em",
        "enviada_em",
        "analise_desde",
        "responder_ate",
        "aprovada_em",
        "em",
        "prazo",
        "desde",
    }
)
_SITUACOES = {
    "": {s.value: s for s in SituacaoDaImplantacao},
    "etapas": {s.value: s for s in SituacaoDaEtapa},
    "itens": {s.value: s for s in SituacaoDoItem},
}
_JA_JSON = frozenset({int, str, bool, type(None)})
_LADOS = {lado.value: lado for lado in Lado}


def para_json(valor):
    """Um valor do estado como o JSON o guarda."""
    if type(valor) in _JA_JSON:
        return valor
    if isinstance(valor, date):
        return valor.isoformat()
    if isinstance(valor, StrEnum):
        return valor.value
    if isinstance(valor, tuple):
        return list(valor)
    if isinstance(valor, Mapping):
        return dict(valor)
    return valor


def de_json(campo: str, valor, grupo: str):
    """O contrário de `para_json`, pelo nome do campo."""
    if valor is None:
        return None
    if campo in _DATAS:
        return date.fromisoformat(valor)
    if campo == "situacao":
        return _SITUACOES[grupo][valor]
    if campo in ("dono", "lado"):
        return _LADOS[valor]
    if campo == "abriu":
        return tuple(valor)
    return valor


def _lidos(dados: Mapping, grupo: str) -> dict:
    return {campo: de_json(campo, valor, grupo) for campo, valor in dados.items()}


def compacto(objeto) -> dict:
    """Os campos que diferem do padrão, prontos para JSON."""
    return {
        nome: para_json(valor)
        for nome, padrao in _campos(type(objeto))
        if (valor := getattr(objeto, nome)) != padrao
    }


@cache
def _campos(classe: type) -> tuple[tuple[str, object], ...]:
    return tuple((f.name, f.default) for f in fields(classe))


def dependencias_abertas(roteiro: Roteiro, estado: Estado, item: Item) -> list[Item]:
    """Os itens de que este depende e que ainda não estão resolvidos."""
    return [
        roteiro.itens[chave]
        for chave in item.depende_de
        if estado.item(chave).situacao not in RESOLVIDOS
    ]


def fase_aberta(estado: Estado, item: Item) -> bool:
    return item.fase == Fase.ANTES or estado.producao_em is not None


def pode_ser_feito(roteiro: Roteiro, estado: Estado, item: Item) -> bool:
    """O item está por fazer e nada o segura."""
    return (
        estado.item(item.chave).situacao in POR_FAZER
        and fase_aberta(estado, item)
        and not dependencias_abertas(roteiro, estado, item)
    )


def etapa_corrente(roteiro: Roteiro, estado: Estado, linha: str) -> Etapa | None:
    """A primeira etapa da linha que não está aprovada."""
    for etapa in roteiro.linhas[linha]:
        if estado.etapa(etapa.chave).situacao != SituacaoDaEtapa.APROVADA:
            return etapa
    return None


def tudo_resolvido(estado: Estado, etapa: Etapa) -> bool:
    return all(estado.item(i.chave).situacao in RESOLVIDOS for i in etapa.itens)


def prazo_da_etapa(estado: Estado, etapa: Etapa) -> date | None:
    """O mais tarde dos prazos que correm nos itens da etapa."""
    prazos = [p for i in etapa.itens if (p := estado.item(i.chave).prazo)]
    return max(prazos, default=None)
