"""Eventos: o que aconteceu, e o que ficou valendo depois.

`dados["pedido"]` é o que foi pedido; `dados["depois"]`, as situações, prazos,
vez e saldos que resultaram. Quem relê só atribui: regra que mude amanhã não
reescreve o que já foi decidido.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class TipoDeEvento(StrEnum):
    IMPLANTACAO_INICIADA = "implantacao_iniciada"
    SITUACAO_IMPORTADA = "situacao_importada"
    ITEM_CONCLUIDO = "item_concluido"
    ITEM_REABERTO = "item_reaberto"
    FATO_REGISTRADO = "fato_registrado"
    DISPENSA_PEDIDA = "dispensa_pedida"
    DISPENSA_CONFIRMADA = "dispensa_confirmada"
    DISPENSA_NEGADA = "dispensa_negada"
    ETAPA_ENVIADA = "etapa_enviada"
    ETAPA_RECOLHIDA = "etapa_recolhida"
    ETAPA_DEVOLVIDA = "etapa_devolvida"
    ETAPA_APROVADA = "etapa_aprovada"
    APROVACAO_DESFEITA = "aprovacao_desfeita"
    ETAPA_REABERTA = "etapa_reaberta"
    PRODUCAO_INICIADA = "producao_iniciada"
    BLOQUEIO_DECLARADO = "bloqueio_declarado"
    BLOQUEIO_RESOLVIDO = "bloqueio_resolvido"
    PRAZO_PRORROGADO = "prazo_prorrogado"
    IMPLANTACAO_SUSPENSA = "implantacao_suspensa"
    IMPLANTACAO_RETOMADA = "implantacao_retomada"
    DESISTENCIA_REGISTRADA = "desistencia_registrada"
    IMPLANTACAO_READMITIDA = "implantacao_readmitida"
    DADO_RETIFICADO = "dado_retificado"
    ITEM_SATISFEITO = "item_satisfeito"
    ITEM_PERDIDO = "item_perdido"
    ETAPA_ABERTA = "etapa_aberta"
    PRAZOS_RECALCULADOS = "prazos_recalculados"
    IMPLANTACAO_HABILITADA = "implantacao_habilitada"


DO_SISTEMA = frozenset(
    {
        TipoDeEvento.ITEM_SATISFEITO,
        TipoDeEvento.ITEM_PERDIDO,
        TipoDeEvento.ETAPA_ABERTA,
        TipoDeEvento.PRAZOS_RECALCULADOS,
        TipoDeEvento.IMPLANTACAO_HABILITADA,
    }
)


@dataclass(frozen=True, slots=True)
class Evento:
    """Um evento do registro.

    Args:
        ator: id de quem agiu; `None`, o sistema.
        papel: o papel em que agiu, à época.
        em_nome_de: papel ou lado em cujo nome o gerente agiu.
    """

    tipo: TipoDeEvento
    seq: int
    registrado_em: datetime
    ocorreu_em: date
    item: str = ""
    etapa: str = ""
    ator: int | None = None
    papel: str = ""
    em_nome_de: str = ""
    origem: str = "sistema"
    dados: Mapping = field(default_factory=dict)
