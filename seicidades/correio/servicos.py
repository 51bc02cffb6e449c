"""Pôr mensagens na caixa de saída, abrir e fechar o portão."""

import hashlib
import logging
from collections.abc import Iterable
from datetime import date
from email.utils import parseaddr
from functools import cache, partial
from typing import NamedTuple

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from seicidades.celery import app
from seicidades.comum import insercao
from seicidades.correio import redacao
from seicidades.correio.models import Mensagem, Portao, Situacao

registro = logging.getLogger(__name__)

TAREFA_DE_ENTREGA = "seicidades.correio.tasks.entregar"
TAREFA_DE_VARREDURA = "seicidades.correio.tasks.varrer"


def enfileirar(
    *,
    para: str,
    assunto: str,
    texto: str,
    html: str = "",
    chave: str,
    transacional: bool = False,
) -> Mensagem:
    """Põe uma mensagem na caixa de saída e pede a entrega depois do commit.

    Args:
        chave: identifica o fato que se conta; a mesma chave devolve a mesma linha.
        transacional: códigos, senhas e convites; saem com o portão fechado e o
            conteúdo é apagado depois da entrega.

    Raises:
        ValidationError: se `para` não for um endereço de e-mail.
    """
    validate_email(para)
    mensagem, nova = Mensagem.objects.get_or_create(
        chave=chave,
        defaults={
            "para": para,
            "assunto": " ".join(assunto.split())[:200],
            "texto": texto,
            "html": html,
            "transacional": transacional,
            "message_id": identificar(chave),
        },
    )
    if nova:
        transaction.on_commit(partial(chamar_tarefa, TAREFA_DE_ENTREGA, mensagem.pk))
    return mensagem


def enfileirar_modelo(
    modelo: str, contexto: dict, *, para: str, chave: str, transacional: bool = False
) -> Mensagem:
    """Monta `emails/<modelo>.assunto.txt`, `.txt` e `.html` agora mesmo e enfileira."""
    texto, html = redacao.redigir(modelo, contexto, para)
    return enfileirar(
        para=para,
        assunto=redacao.assunto(modelo, contexto),
        texto=texto,
        html=html,
        chave=chave,
        transacional=transacional,
    )


class Rascunho(NamedTuple):
    """Uma mensagem ainda por redigir, fora da caixa de saída.

    Quem entrega redige, com `emails/<modelo>.txt` e `.html`. O contexto espera
    na fila: só JSON, com tudo o que o modelo diz. Se a forma dele mudar, dê
    outro nome ao modelo e guarde o antigo até a fila escoar.

    Args:
        sair_url: sair com um clique; o modelo também o recebe.
    """

    para: str
    assunto: str
    modelo: str
    contexto: dict
    chave: str
    sair_url: str = ""


def enfileirar_lote(rascunhos: Iterable[Rascunho]) -> None:
    """Põe muitas mensagens não transacionais na caixa de saída, com um só COPY.

    A chave que já existe fica como está. Depois do commit, a varredura entrega aos poucos.
    """
    linhas = [
        {
            "para": rascunho.para,
            "assunto": " ".join(rascunho.assunto.split())[:200],
            "modelo": rascunho.modelo,
            "contexto": rascunho.contexto,
            "chave": rascunho.chave,
            "message_id": identificar(rascunho.chave),
            "sair_url": rascunho.sair_url,
        }
        for rascunho in rascunhos
    ]
    if linhas:
        insercao.inserir(Mensagem, linhas)
        transaction.on_commit(partial(chamar_tarefa, TAREFA_DE_VARREDURA))


def identificar(chave: str) -> str:
    """Message-ID da linha: o mesmo em toda tentativa, para o destino reconhecer."""
    dominio = _dominio(settings.DEFAULT_FROM_EMAIL)
    return f"<{hashlib.sha256(chave.encode()).hexdigest()[:40]}@{dominio}>"


@cache
def _dominio(remetente: str) -> str:
    return parseaddr(remetente)[1].rpartition("@")[2] or "localhost"


def chamar_tarefa(nome: str, *args) -> bool:
    """Chama um trabalhador. Falso, se a fila não responder: a varredura chama depois."""
    try:
        app.send_task(nome, args, retry=False)
    except OperationalError as erro:
        registro.warning("A fila não respondeu; a varredura cuidará disto. %s", erro)
        return False
    return True


def mudar_portao(*, aberto: bool, por: str) -> Portao:
    """Abre ou fecha o portão e guarda quem o fez (endereço de e-mail)."""
    portao, _ = Portao.objects.update_or_create(
        id=1, defaults={"aberto": aberto, "mudado_em": timezone.now(), "mudado_por": por}
    )
    if aberto:
        transaction.on_commit(partial(chamar_tarefa, TAREFA_DE_VARREDURA))
    registro.info("Portão do correio %s por %s", "aberto" if aberto else "fechado", por)
    return portao


def reprocessar(mensagens) -> int:
    """Devolve à fila as mensagens que falharam; diz quantas. As retiradas não voltam."""
    ids = list(mensagens.filter(situacao=Situacao.FALHOU).values_list("pk", flat=True))
    Mensagem.objects.filter(pk__in=ids, situacao=Situacao.FALHOU).update(
        situacao=Situacao.PENDENTE, tentativas=0, tentar_em=timezone.now()
    )
    for mensagem_id in ids:
        transaction.on_commit(partial(chamar_tarefa, TAREFA_DE_ENTREGA, mensagem_id))
    return len(ids)


def retirar_da_fila(para: str, motivo: str) -> int:
    """O que ainda esperava para sair a este endereço já não é dele. Diz quantas.

    Códigos, senhas e convites ficam. A linha guarda o motivo; não conta como recusa.
    """
    pendentes = Mensagem.objects.filter(para=para, transacional=False, situacao=Situacao.PENDENTE)
    return pendentes.update(situacao=Situacao.RETIRADO, erro=motivo[:500])


def marcar_devolvidas(mensagens, *, por: str) -> int:
    """Estas saíram e voltaram depois, por um aviso de devolução; diz quantas marcou.

    O endereço passa a recusar, como se o servidor dele o dissesse na entrega, até que
    outra mensagem saia para ele.
    """
    enviadas = mensagens.filter(situacao=Situacao.ENVIADO, devolvida_em=None)
    ids = list(enviadas.values_list("pk", flat=True))
    return Mensagem.objects.filter(pk__in=ids).update(
        devolvida_em=timezone.now(), erro=f"Aviso de devolução registrado por {por}"[:500]
    )


def recusas_do_correio(enderecos: Iterable[str]) -> dict[str, Mensagem]:
    """Destes endereços, os que recusaram a última mensagem de vez. Uma consulta."""
    procurados = {endereco for endereco in enderecos if endereco}
    if not procurados:
        return {}
    return {m.para: m for m in Mensagem.objects.filter(para__in=procurados).recusadas()}


def recusas_entre(de: date, ate: date) -> dict[str, Mensagem]:
    """As recusas definitivas de mensagens desses dias, por endereço. Uma consulta."""
    do_periodo = Mensagem.objects.filter(criado_em__date__range=(de, ate))
    return {m.para: m for m in do_periodo.recusadas()}
