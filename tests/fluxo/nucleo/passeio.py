"""Histórias ao acaso, repetíveis pela semente, para conferir o que se lê do registro."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

from seicidades.fluxo.nucleo.comandos import Recusado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import PRINCIPAL
from seicidades.fluxo.nucleo.estado import etapa_corrente
from tests.fluxo.nucleo.apoio import ADMINISTRADOR, FAZ_TUDO, GERENTE, Mundo, em_nome

FERIADOS = {date(2026, 4, 3), date(2026, 4, 21), date(2026, 5, 1), date(2026, 6, 4)}
RAROS = {C.DESISTIR, C.SUSPENDER, C.REABRIR_ETAPA, C.DECLARAR_BLOQUEIO, C.RETIFICAR}
FORA = {C.INICIAR, C.IMPORTAR_SITUACAO, C.REAVALIAR}
ALVOS = ("_item", "_fatos", "_dispensa")
QUEM = (GERENTE, ADMINISTRADOR, FAZ_TUDO, em_nome("sggd"))


@cache
def historia(semente: int, passos: int = 60) -> Mundo:
    """Um mundo que andou ao acaso, quase sempre para a frente, com feriados que nascem tarde."""
    sorte = Random(semente)  # noqa: S311 - repetível, não é segredo
    mundo = Mundo(feriados=set(FERIADOS))
    _comecar(mundo, sorte)
    for _ in range(passos):
        mundo.agora += timedelta(days=sorte.randint(0, 5), minutes=7)
        _andar(mundo, sorte)
    return mundo


def passear(semente: int) -> Mundo:
    """A história da semente, com relógio que o teste pode andar."""
    return replace(historia(semente))


def _comecar(mundo: Mundo, sorte: Random) -> None:
    if sorte.random() < 0.7:
        mundo.dar(C.INICIAR)
        return
    etapas = [e.chave for e in mundo.roteiro.principais][: sorte.randint(0, 2)]
    dia = (mundo.hoje - timedelta(days=9)).isoformat()
    inicio = mundo.hoje - timedelta(days=sorte.randint(9, 300))
    mundo.dar(
        C.IMPORTAR_SITUACAO,
        em=inicio,
        etapas=etapas,
        datas=dict.fromkeys(etapas, dia),
        fonte="Planilha.",
    )


def _andar(mundo: Mundo, sorte: Random) -> None:
    acaso = sorte.random()
    if acaso < 0.1:
        mundo.feriados.add(mundo.hoje + timedelta(days=sorte.randint(1, 15)))
        mundo.reavaliar()
    elif acaso < 0.2:
        mundo.vale(sorte.choice(["cadastro", "uso"]), sorte.random() < 0.8).reavaliar()
    elif acaso < 0.3:
        _concluir_a_etapa(mundo)
    else:
        _um_que_cabe(mundo, sorte)


def _concluir_a_etapa(mundo: Mundo) -> None:
    corrente = etapa_corrente(mundo.roteiro, mundo.estado, PRINCIPAL)
    if mundo.estado.situacao != "em_andamento" or corrente is None or mundo.estado.bloqueios:
        return
    try:
        mundo.aprovar(corrente.chave)
    except Recusado:
        return


def _um_que_cabe(mundo: Mundo, sorte: Random) -> None:
    """Sorteia pedidos até um caber; depois de algumas tentativas, desiste."""
    tipos = [t for t in C if t not in FORA and (t not in RAROS or sorte.random() < 0.15)]
    em = mundo.hoje - timedelta(days=sorte.randint(1, 20)) if sorte.random() < 0.3 else None
    for _ in range(12):
        tipo, por = sorte.choice(tipos), sorte.choice(QUEM)
        pedido = _dados(mundo, sorte, tipo) | sorte.choice(_alvos(mundo, tipo)) | {"em": em}
        if not mundo.recusas(tipo, por, **pedido):
            mundo.dar(tipo, por, **pedido)
            return


def _alvos(mundo: Mundo, tipo: C) -> list[dict]:
    itens = [{"item": chave} for chave in mundo.roteiro.itens]
    etapas = [{"etapa": chave} for chave in mundo.roteiro.por_chave]
    if tipo.value.endswith(ALVOS):
        return itens
    if tipo == C.PRORROGAR_PRAZO:
        return itens + etapas
    return etapas if tipo.value.endswith(("_etapa", "_aprovacao")) else [{}]


def _dados(mundo: Mundo, sorte: Random, tipo: C) -> dict:
    longe = mundo.contexto.calendario.proximo_util(mundo.hoje + timedelta(days=20)).isoformat()
    dados = {"texto": "Feito.", "motivo": "Porque sim.", "justificativa": "Já existe."}
    dados |= {"data": mundo.hoje.isoformat(), "ate": longe, "retomar_em": longe}
    dados |= {"motivo_bloqueio": "parecer_juridico", "dono": sorte.choice(["prodesp", "sggd"])}
    dados |= {"bloqueio": next(iter(mundo.estado.bloqueios), 0)}
    if tipo == C.DEVOLVER_ETAPA:
        item = sorte.choice(list(mundo.roteiro.itens))
        dados["motivos"] = [{"item": item, "codigo": "outro", "texto": "Rever."}]
    if tipo == C.RETIFICAR:
        seq = mundo.estado.inicio_seq
        dados |= {"seq": seq, "campo": "ocorreu_em", "valor": "2026-03-01"}
    return dados
