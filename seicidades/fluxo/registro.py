"""Do núcleo às tabelas: andamentos encadeados e projeção."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from django.db.models import QuerySet

from seicidades.fluxo.models import (
    Andamento,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
)
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Etapa, Item, Roteiro
from seicidades.fluxo.nucleo.estado import (
    RESOLVIDOS,
    Estado,
    etapa_corrente,
    pode_ser_feito,
    prazo_da_etapa,
)
from seicidades.fluxo.nucleo.eventos import Evento, TipoDeEvento

CAMPOS_DA_IMPLANTACAO = (
    "situacao",
    "inicio",
    "etapa_atual",
    "ordem_atual",
    "vez_de",
    "vez_desde",
    "prazo",
    "producao_em",
    "habilitada_em",
    "retomar_em",
    "seq",
    "estado",
    "ultimo_hash",
    "atualizada_em",
)


def digest_canonico(dados) -> str:
    """SHA-256 do JSON com chaves em ordem."""
    texto = json.dumps(dados, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texto.encode()).hexdigest()


def hash_do_andamento(andamento: Andamento) -> str:
    """O elo da corrente: tudo o que o andamento diz, mais o elo anterior."""
    return digest_canonico(
        {
            "implantacao": andamento.implantacao_id,
            "seq": andamento.seq,
            "tipo": str(andamento.tipo),
            "etapa": andamento.etapa,
            "item": andamento.item,
            "dados": andamento.dados,
            "registrado_em": andamento.registrado_em.astimezone(UTC).isoformat(),
            "ocorreu_em": andamento.ocorreu_em.isoformat(),
            "ator": andamento.ator_id,
            "papel": andamento.papel,
            "em_nome_de": andamento.em_nome_de,
            "origem": str(andamento.origem),
            "chave": andamento.chave,
            "digest_do_pedido": andamento.digest_do_pedido,
            "hash_anterior": andamento.hash_anterior,
        }
    )


def andamentos_de(
    eventos: Iterable[Evento], implantacao: Implantacao, chave: str | None, digest: str
) -> list[Andamento]:
    """Linhas prontas para inserir, encadeadas. A chave vai no primeiro evento."""
    anterior = implantacao.ultimo_hash
    linhas = []
    for evento in eventos:
        linha = Andamento(
            implantacao=implantacao,
            seq=evento.seq,
            tipo=evento.tipo.value,
            etapa=evento.etapa,
            item=evento.item,
            dados=evento.dados,
            registrado_em=evento.registrado_em,
            ocorreu_em=evento.ocorreu_em,
            ator_id=evento.ator,
            papel=evento.papel,
            em_nome_de=evento.em_nome_de,
            origem=str(evento.origem),
            chave=chave if not linhas else None,
            digest_do_pedido=digest if not linhas else "",
            hash_anterior=anterior,
        )
        linha.hash = anterior = hash_do_andamento(linha)
        linhas.append(linha)
    return linhas


def eventos_de(andamentos: QuerySet[Andamento] | Iterable[Andamento]) -> Iterator[Evento]:
    """Os eventos como o núcleo os lê."""
    for a in andamentos:
        yield Evento(
            tipo=TipoDeEvento(a.tipo),
            seq=a.seq,
            registrado_em=a.registrado_em,
            ocorreu_em=a.ocorreu_em,
            item=a.item,
            etapa=a.etapa,
            ator=a.ator_id,
            papel=a.papel,
            em_nome_de=a.em_nome_de,
            origem=a.origem,
            dados=a.dados,
        )


def projetar(implantacao: Implantacao, roteiro: Roteiro, estado: Estado) -> None:
    """Põe na linha da implantação o que o estado diz. Não salva."""
    corrente = etapa_corrente(roteiro, estado, PRINCIPAL)
    vez = estado.vez.get(PRINCIPAL)
    implantacao.situacao = estado.situacao.value
    implantacao.inicio = estado.inicio
    implantacao.etapa_atual = corrente.chave if corrente else ""
    implantacao.ordem_atual = corrente.ordem if corrente else len(roteiro.principais) + 1
    implantacao.vez_de = vez.lado.value if vez else "ninguem"
    implantacao.vez_desde = vez.desde if vez else None
    implantacao.prazo = prazo_da_etapa(estado, corrente) if corrente else None
    implantacao.producao_em = estado.producao_em
    implantacao.habilitada_em = estado.habilitada_em
    implantacao.retomar_em = estado.retomar_em
    implantacao.seq = estado.seq
    implantacao.estado = estado.para_dados()


def campos_da_etapa(etapa: Etapa, estado: Estado) -> dict:
    """O que a linha da etapa guarda, menos de quem é."""
    atual = estado.etapa(etapa.chave)
    return {
        "ordem": etapa.ordem,
        "trilha": etapa.trilha,
        "situacao": atual.situacao.value,
        "aberta_em": atual.aberta_em,
        "enviada_em": atual.enviada_em,
        "responder_ate": atual.responder_ate,
        "aprovada_em": atual.aprovada_em,
        "prazo": prazo_da_etapa(estado, etapa),
        "itens_total": len(etapa.itens),
        "itens_resolvidos": sum(estado.item(i.chave).situacao in RESOLVIDOS for i in etapa.itens),
        "seq": atual.seq,
    }


def campos_do_item(roteiro: Roteiro, item: Item, ordem: int, estado: Estado) -> dict:
    """O que a linha do item guarda, menos de quem é."""
    atual = estado.item(item.chave)
    return {
        "etapa": roteiro.etapa_do_item[item.chave].chave,
        "ordem": ordem,
        "papel": item.papel.value,
        "lado": item.lado.value,
        "situacao": atual.situacao.value,
        "pode_ser_feito": pode_ser_feito(roteiro, estado, item),
        "prazo": atual.prazo,
        "saldo": atual.saldo,
        "em": atual.em,
        "autor_id": atual.autor,
        "seq": atual.seq,
    }


def projecao(roteiro: Roteiro, estado: Estado) -> tuple[dict[str, dict], dict[str, dict]]:
    """A projeção inteira, calculada do estado: etapas e itens, pela chave."""
    etapas = {e.chave: campos_da_etapa(e, estado) for e in roteiro.etapas}
    itens = {
        chave: campos_do_item(roteiro, item, ordem, estado)
        for ordem, (chave, item) in enumerate(roteiro.itens.items())
    }
    return etapas, itens


def linhas_da_projecao(
    implantacao: Implantacao, roteiro: Roteiro, estado: Estado
) -> tuple[list[EtapaDaImplantacao], list[ItemDaImplantacao]]:
    """A projeção inteira em linhas, por gravar."""
    etapas, itens = projecao(roteiro, estado)
    return (
        _linhas(EtapaDaImplantacao, implantacao, etapas),
        _linhas(ItemDaImplantacao, implantacao, itens),
    )


def _linhas(modelo, implantacao: Implantacao, campos: dict[str, dict]) -> list:
    return [modelo(implantacao=implantacao, chave=c, **valores) for c, valores in campos.items()]


def gravar_projecao(
    implantacao: Implantacao, roteiro: Roteiro, antes: Estado, depois: Estado
) -> None:
    """Regrava só as linhas que mudaram, uma instrução por tabela."""
    if antes.etapas and _o_que_se_projeta(antes) == _o_que_se_projeta(depois):
        return
    etapas_antes, itens_antes = projecao(roteiro, antes) if antes.etapas else ({}, {})
    etapas, itens = projecao(roteiro, depois)
    _gravar(EtapaDaImplantacao, implantacao, etapas, etapas_antes)
    _gravar(ItemDaImplantacao, implantacao, itens, itens_antes)


def _o_que_se_projeta(estado: Estado) -> tuple:
    """Do estado, tudo de que saem as linhas das etapas e dos itens."""
    return estado.etapas, estado.itens, estado.producao_em


def _gravar(modelo, implantacao: Implantacao, campos: dict[str, dict], antes: dict) -> None:
    mudados = {c: valores for c, valores in campos.items() if antes.get(c) != valores}
    if mudados:
        modelo.objects.bulk_create(
            _linhas(modelo, implantacao, mudados),
            update_conflicts=True,
            unique_fields=["implantacao", "chave"],
            update_fields=[c.removesuffix("_id") for c in next(iter(mudados.values()))],
        )


def guardados(linha, campos: Iterable[str]) -> dict:
    return {campo: getattr(linha, campo) for campo in campos}
