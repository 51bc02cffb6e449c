"""Quem recebe correio quando algo anda: enviada, devolvida, aprovada e ajuda.

Segue o registro: cada andamento de interesse é marcado na mesma transação em
que as mensagens entram na caixa de saída. Se o processo morre antes, a
próxima passada faz; repetir não dobra nada.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import PAPEIS_MUNICIPAIS, Papel
from seicidades.contas.models import Vinculo
from seicidades.correio.servicos import enfileirar_modelo
from seicidades.fluxo.models import Andamento, AvisoDoAndamento
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO, MOTIVOS_DE_BLOQUEIO, MOTIVOS_DE_DEVOLUCAO
from seicidades.fluxo.nucleo.definicao import Etapa
from seicidades.fluxo.nucleo.eventos import TipoDeEvento

diario = logging.getLogger(__name__)

DE_INTERESSE = (
    TipoDeEvento.ETAPA_ENVIADA,
    TipoDeEvento.ETAPA_DEVOLVIDA,
    TipoDeEvento.ETAPA_APROVADA,
    TipoDeEvento.BLOQUEIO_DECLARADO,
    TipoDeEvento.IMPLANTACAO_HABILITADA,
)
DE_INTERESSE_EM_TEXTO = frozenset(tipo.value for tipo in DE_INTERESSE)


@dataclass(frozen=True)
class Aviso:
    """Uma mensagem a mandar, igual para todos os papéis citados."""

    papeis: frozenset[Papel]
    titulo: str
    paragrafos: list[str]
    botao_texto: str
    botao_url: str
    motivos: list[str]


def avisar_pendentes() -> int:
    """Trata os andamentos ainda sem aviso, por velhos que sejam. Devolve quantos tratou.

    O que falha fica para a próxima passada e não segura os demais.
    """
    pendentes = Andamento.objects.filter(tipo__in=DE_INTERESSE, aviso=None).order_by("pk")
    tratados = 0
    for pk in pendentes.values_list("pk", flat=True):
        try:
            tratados += avisar(pk)
        except Exception:
            diario.exception("O aviso do andamento %s falhou; a próxima passada tenta.", pk)
    return tratados


@transaction.atomic
def avisar(andamento_id: int) -> bool:
    """Um andamento, uma vez. Falso, se outra passada já o tratou."""
    andamento = Andamento.objects.select_related(
        "implantacao__orgao__municipio", "implantacao__versao", "ator"
    ).get(pk=andamento_id)
    _, novo = AvisoDoAndamento.objects.get_or_create(andamento=andamento)
    aviso = aviso_de(andamento) if novo else None
    if aviso is not None:
        for vinculo in destinatarios(andamento, aviso):
            _enfileirar(andamento, aviso, vinculo)
    return novo


def destinatarios(andamento: Andamento, aviso: Aviso) -> Iterator[Vinculo]:
    """Uma vez cada pessoa, e nunca quem acabou de agir."""
    vistos = {andamento.ator_id}
    vinculos: QuerySet[Vinculo] = (
        andamento.implantacao.orgao.vinculos.ativos(timezone.localdate())
        .filter(papel__in=aviso.papeis, usuario__is_active=True)
        .select_related("usuario")
        .order_by("pk")
    )
    for vinculo in vinculos:
        if vinculo.usuario_id not in vistos:
            vistos.add(vinculo.usuario_id)
            yield vinculo


def _enfileirar(andamento: Andamento, aviso: Aviso, vinculo: Vinculo) -> None:
    enfileirar_modelo(
        "aviso",
        {
            "nome": vinculo.usuario.nome_publico,
            "titulo": aviso.titulo,
            "paragrafos": aviso.paragrafos,
            "botao_texto": aviso.botao_texto,
            "botao_url": aviso.botao_url,
            "motivos": aviso.motivos,
        },
        para=vinculo.usuario.email,
        chave=f"andamento:{andamento.pk}:{vinculo.usuario_id}",
    )


def aviso_de(andamento: Andamento) -> Aviso | None:
    """O que dizer sobre este andamento, e a que papéis."""
    etapa = andamento.implantacao.roteiro.por_chave.get(andamento.etapa)
    preparos = {
        TipoDeEvento.ETAPA_ENVIADA: _enviada,
        TipoDeEvento.ETAPA_DEVOLVIDA: _devolvida,
        TipoDeEvento.ETAPA_APROVADA: _aprovada,
        TipoDeEvento.BLOQUEIO_DECLARADO: _ajuda,
        TipoDeEvento.IMPLANTACAO_HABILITADA: _habilitada,
    }
    return preparos[TipoDeEvento(andamento.tipo)](andamento, etapa)


def _endereco(nome: str, *args) -> str:
    return settings.ENDERECO_PUBLICO.rstrip("/") + reverse(nome, args=args)


def _cidade(andamento: Andamento) -> str:
    return andamento.implantacao.orgao.municipio.nome


def _quem(andamento: Andamento) -> str:
    return andamento.ator.nome_publico if andamento.ator else "O sistema"


def _enviada(andamento: Andamento, etapa: Etapa) -> Aviso:
    return Aviso(
        papeis=frozenset({Papel.GERENTE}),
        titulo=f"{_cidade(andamento)} enviou {etapa.titulo} para análise",
        paragrafos=[
            f"{_quem(andamento)} enviou a etapa {etapa.titulo}.",
            f"O prazo combinado para responder é de {etapa.analise} dias úteis.",
        ],
        botao_texto="Abrir a análise",
        botao_url=_endereco("fluxo:analise", andamento.implantacao_id, etapa.chave),
        motivos=[],
    )


def _devolvida(andamento: Andamento, etapa: Etapa) -> Aviso:
    itens = andamento.implantacao.roteiro.itens
    motivos = [
        f"{itens[m['item']].titulo}: {MOTIVOS_DE_DEVOLUCAO[m['codigo']].lower()}. {m['texto']}"
        for m in andamento.dados["pedido"]["motivos"]
        if m["item"] in itens
    ]
    citados = [itens[m["item"]] for m in andamento.dados["pedido"]["motivos"] if m["item"] in itens]
    papeis = {item.papel for item in citados}
    return Aviso(
        papeis=frozenset(papeis & PAPEIS_MUNICIPAIS | {etapa.papel_de_envio}),
        titulo=f"{_cidade(andamento)}: {etapa.titulo} voltou para correção",
        paragrafos=["A Prodesp conferiu a etapa e pede que estes pontos sejam corrigidos."],
        botao_texto="Ver o que corrigir",
        botao_url=_endereco("fluxo:etapa", andamento.implantacao_id, etapa.chave),
        motivos=motivos,
    )


def _aprovada(andamento: Andamento, etapa: Etapa) -> Aviso:
    return Aviso(
        papeis=PAPEIS_MUNICIPAIS - {Papel.APOIO},
        titulo=f"{_cidade(andamento)}: {etapa.titulo} foi aprovada",
        paragrafos=[
            f"A etapa {etapa.titulo} está concluída.",
            "A página do município mostra o que vem agora e com quem está.",
        ],
        botao_texto="Ver o que vem agora",
        botao_url=_endereco("fluxo:cidade", andamento.implantacao_id),
        motivos=[],
    )


def _ajuda(andamento: Andamento, etapa: Etapa | None) -> Aviso | None:
    pedido = andamento.dados["pedido"]
    if pedido.get("motivo_bloqueio") == FATO_PERDIDO or pedido.get("dono") != "prodesp":
        return None
    motivo = MOTIVOS_DE_BLOQUEIO.get(pedido["motivo_bloqueio"], "Impedimento")
    return Aviso(
        papeis=frozenset({Papel.GERENTE}),
        titulo=f"{_cidade(andamento)} pediu ajuda",
        paragrafos=[
            f"{_quem(andamento)} pediu ajuda: {motivo.lower()}.",
            "Enquanto o pedido está aberto, a vez é da Prodesp e o prazo do município não corre.",
        ],
        botao_texto="Abrir o pedido",
        botao_url=_endereco("fluxo:cidade", andamento.implantacao_id),
        motivos=[pedido["texto"]] if pedido.get("texto") else [],
    )


def _habilitada(andamento: Andamento, etapa: Etapa | None) -> Aviso:
    return Aviso(
        papeis=PAPEIS_MUNICIPAIS | {Papel.GERENTE},
        titulo=f"{_cidade(andamento)} está habilitada no SEI",
        paragrafos=["As cinco etapas foram concluídas e aprovadas."],
        botao_texto="Ver a jornada",
        botao_url=_endereco("fluxo:cidade", andamento.implantacao_id),
        motivos=[],
    )
