"""Fala com o servidor de e-mail. Distingue o que pode passar do que não passa nunca."""

import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives, get_connection

from seicidades.correio import redacao
from seicidades.correio.models import Mensagem

FALHAS = (OSError, smtplib.SMTPException, ValueError)


@dataclass(frozen=True)
class Falha:
    """O que deu errado em uma tentativa.

    `definitiva`: tentar de novo daria no mesmo. `incerta`: a conversa caiu no
    meio, e o destino pode ter ficado com a mensagem.
    """

    descricao: str
    definitiva: bool = False
    incerta: bool = False


def conectar():
    """Abre a conexão com o servidor. Falhar aqui não deixa dúvida: nada saiu."""
    conexao = get_connection()
    conexao.open()
    return conexao


def cabecalhos(mensagem: Mensagem) -> dict[str, str]:
    """Os que vão além do assunto e do destino; sair com um clique segue a RFC 8058."""
    fixos = {"Message-ID": mensagem.message_id, "Auto-Submitted": "auto-generated"}
    if not mensagem.sair_url:
        return fixos
    return fixos | {
        "List-Unsubscribe": f"<{mensagem.sair_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def enviar(conexao, mensagem: Mensagem) -> None:
    """Entrega a mensagem ao servidor por uma conexão já aberta."""
    correio = EmailMultiAlternatives(
        subject=mensagem.assunto,
        body=mensagem.texto,
        to=[mensagem.para],
        headers=cabecalhos(mensagem),
        connection=conexao,
    )
    if mensagem.html:
        correio.attach_alternative(mensagem.html, "text/html")
    correio.send()


def falha_de_redacao(modelo: str, erro: Exception) -> Falha:
    """Nada saiu. Tenta-se de novo: o modelo pode ser consertado, ou estar só na versão nova."""
    return Falha(redacao.explicar_falha(modelo, erro))


def classificar(erro: Exception, *, durante_o_envio: bool) -> Falha:
    """Traduz a exceção de uma tentativa.

    Resposta 5xx na conversa sobre a mensagem é definitiva; 4xx e rede, não.
    Sem resposta durante o envio, não se sabe se ela chegou.
    """
    descricao = f"{type(erro).__name__}: {erro}"[:500]
    if isinstance(erro, smtplib.SMTPRecipientsRefused):
        codigos = [codigo for codigo, _ in erro.recipients.values()]
        return Falha(descricao, definitiva=all(codigo >= 500 for codigo in codigos))
    if isinstance(erro, smtplib.SMTPAuthenticationError):
        return Falha(descricao)
    if isinstance(erro, smtplib.SMTPResponseException) and durante_o_envio:
        return Falha(descricao, definitiva=erro.smtp_code >= 500)
    if isinstance(erro, ValueError | smtplib.SMTPNotSupportedError):
        return Falha(descricao, definitiva=True)
    return Falha(descricao, incerta=durante_o_envio)
