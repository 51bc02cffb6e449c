"""Carregar de uma vez implantações com história: demonstração e migração."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from seicidades.comum.dias_uteis import Calendario
from seicidades.fluxo import registro
from seicidades.fluxo.models import (
    Andamento,
    AvisoDoAndamento,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
    VersaoDoRoteiro,
)
from seicidades.fluxo.nucleo.comandos import Ator, Comando, Contexto, Recusado
from seicidades.fluxo.nucleo.decisao import decidir
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.nucleo.estado import VAZIO, Estado
from seicidades.fluxo.nucleo.eventos import Evento
from seicidades.fluxo.nucleo.evolucao import reconstituir
from seicidades.fluxo.servicos.roteiro import roteiro_publicado
from seicidades.municipios.models import Orgao


@dataclass(frozen=True)
class Passo:
    """Um comando do passado, com quem, quando e o que se sabia.

    Args:
        comando: ou o que o monta do estado de então, se cita o `seq` de um andamento.
    """

    comando: Comando | Callable[[Estado], Comando]
    ator: Ator
    agora: datetime
    fatos: dict[str, Fato] = field(default_factory=dict)


@transaction.atomic
def carregar_historico(
    historicos: Iterable[tuple[Orgao, Iterable[Passo]]], *, calendarios: dict[int, Calendario]
) -> list[Implantacao]:
    """Grava de uma vez implantações inteiras, decididas pelo mesmo núcleo. Não manda correio.

    Args:
        calendarios: por id de município.

    Raises:
        Recusado: se um passo não passa, com a nota de qual; nada é gravado.
    """
    versao = roteiro_publicado()
    carregadas = [
        _carregar_uma(orgao, passos, versao, calendarios[orgao.municipio_id])
        for orgao, passos in historicos
    ]
    implantacoes = [c.implantacao for c in carregadas]
    Implantacao.objects.bulk_create(implantacoes)
    andamentos, etapas, itens = [], [], []
    for carregada in carregadas:
        implantacao = carregada.implantacao
        linhas = registro.andamentos_de(carregada.eventos, implantacao, None, "")
        if linhas:
            implantacao.ultimo_hash = linhas[-1].hash
        andamentos += linhas
        mais_etapas, mais_itens = registro.linhas_da_projecao(
            implantacao, versao.roteiro, carregada.estado
        )
        etapas += mais_etapas
        itens += mais_itens
    Andamento.objects.bulk_create(andamentos, batch_size=1000)
    AvisoDoAndamento.objects.bulk_create(
        [AvisoDoAndamento(andamento=a) for a in andamentos], batch_size=2000
    )
    EtapaDaImplantacao.objects.bulk_create(etapas, batch_size=1000)
    ItemDaImplantacao.objects.bulk_create(itens, batch_size=1000)
    Implantacao.objects.bulk_update(implantacoes, ["ultimo_hash"], batch_size=500)
    return implantacoes


@dataclass
class _Carregada:
    implantacao: Implantacao
    estado: Estado
    eventos: list[Evento]


def _carregar_uma(
    orgao: Orgao, passos: Iterable[Passo], versao: VersaoDoRoteiro, calendario: Calendario
) -> _Carregada:
    estado, eventos = VAZIO, []
    for numero, passo in enumerate(passos, start=1):
        contexto = Contexto(calendario, passo.agora, passo.fatos)
        comando = passo.comando(estado) if callable(passo.comando) else passo.comando
        try:
            novos = decidir(versao.roteiro, estado, comando, passo.ator, contexto)
        except Recusado as recusado:
            recusado.add_note(f"No passo {numero} de {orgao}: {comando}.")
            raise
        estado = reconstituir(novos, estado=estado)
        eventos += novos
    implantacao = Implantacao(orgao=orgao, versao=versao)
    registro.projetar(implantacao, versao.roteiro, estado)
    implantacao.atualizada_em = eventos[-1].registrado_em if eventos else None
    return _Carregada(implantacao, estado, eventos)
