"""A mensagem de uma pessoa: uma ação no alto, o resto em lista, nada que não se faça.

Aqui se decide o que dizer, em dados; quem redige é a entrega, com `emails/resumo.*`.
"""

import hashlib
import hmac
from datetime import date
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer, b64_encode
from django.urls import reverse
from django.utils.encoding import force_bytes

from seicidades.comum.formatos import data_curta
from seicidades.correio.servicos import Rascunho
from seicidades.lembretes.escada import Momento, proximo
from seicidades.lembretes.mundo import Pessoa
from seicidades.lembretes.pendencias import Entrada, prazo_em_palavras

MODELO = "resumo"
MAXIMO_DE_LINHAS = 8
LUGAR_NO_MOLDE = "987654321"
AVISADOS = {
    Momento.SUPLENTE: "quem é suplente",
    Momento.GERENTE: "o gerente de projetos da Prodesp",
    Momento.GABINETE: "o gabinete",
}


def chave_do_envio(pessoa: int, dia: date) -> str:
    return f"resumo:{pessoa}:{dia.isoformat()}"


def endereco(caminho: str) -> str:
    return settings.ENDERECO_PUBLICO.rstrip("/") + caminho


@cache
def _molde(nome: str, *resto: str) -> str:
    return reverse(nome, args=(LUGAR_NO_MOLDE, *resto))


def caminho(nome: str, primeiro: int | str, *resto: str) -> str:
    """O mesmo que `reverse`, que assim se chama uma vez por página, e não uma por linha."""
    return _molde(nome, *resto).replace(LUGAR_NO_MOLDE, str(primeiro), 1)


class AssinanteDeMuitos(Signer):
    """A mesma assinatura de `Signer`, que deriva a chave de novo a cada uma."""

    def signature(self, value: str, key: str | None = None) -> str:
        derivada = _derivada(self.salt, key or self.key)
        return b64_encode(hmac.digest(derivada, value.encode(), "sha256")).decode()


@cache
def _derivada(sal: str, chave: str) -> bytes:
    return hashlib.sha256(force_bytes(f"{sal}signer") + force_bytes(chave)).digest()


@cache
def assinante() -> Signer:
    return AssinanteDeMuitos(salt="lembretes.sair")


def caminho_de_saida(pessoa: int) -> str:
    return caminho("lembretes:sair", assinante().sign(str(pessoa)))


def ler_segredo(segredo: str) -> int | None:
    """A pessoa de um endereço de saída; `None` se não fomos nós que o escrevemos."""
    try:
        return int(assinante().unsign(segredo))
    except BadSignature:
        return None


def rascunhar(pessoa: Pessoa, entradas: list[Entrada], hoje: date) -> Rascunho:
    """A mensagem do dia, por redigir. `entradas` não pode ser vazia."""
    if len(entradas) > 1:
        entradas = sorted(entradas, key=lambda e: e.urgencia(hoje))
    principal, *outras = (linha(entrada, hoje) for entrada in entradas[:MAXIMO_DE_LINHAS])
    primeira = entradas[0].pendencia
    principal |= {"por_que": primeira.por_que, "botao": primeira.botao}
    return Rascunho(
        para=pessoa.email,
        assunto=assunto(principal),
        modelo=MODELO,
        contexto={
            "nome": pessoa.nome,
            "principal": principal,
            "outras": outras,
            "mais": len(entradas) - len(outras) - 1,
        },
        chave=chave_do_envio(pessoa.pk, hoje),
        sair_url=endereco(caminho_de_saida(pessoa.pk)),
    )


def assunto(principal: dict[str, str]) -> str:
    prazo = f" ({principal['prazo']})" if principal["prazo"] else ""
    return f"{principal['lugar']}: {principal['titulo']}{prazo}"


def linha(entrada: Entrada, hoje: date) -> dict[str, str]:
    """Uma pendência como a mensagem a diz; o endereço, sem o nome do servidor."""
    p = entrada.pendencia
    nome, args = p.pagina
    return {
        "titulo": p.titulo,
        "lugar": p.lugar.cidade,
        "prazo": prazo_em_palavras(p, hoje),
        "nota": nota(entrada, hoje),
        "caminho": caminho(nome, *args),
    }


def nota(entrada: Entrada, hoje: date) -> str:
    """O que esta pessoa precisa saber da escada: por que recebe, ou quem vem depois."""
    p = entrada.pendencia
    if entrada.momento == Momento.SUPLENTE:
        return f"Quem é titular ({p.papel.rotulo}) não concluiu a tempo. Como suplente, faça."
    if entrada.momento == Momento.GERENTE:
        return f"Está com {p.papel.rotulo}, que já foi lembrado. Veja se precisa de ajuda."
    if entrada.momento == Momento.GABINETE:
        return f"Está com {p.papel.rotulo}, da sua equipe, que já foi lembrado."
    if not p.vencida(hoje):
        return ""
    passo = proximo(entrada.passos, hoje)
    if passo is None or passo.momento not in AVISADOS:
        return ""
    return f"Se continuar assim, em {data_curta(passo.dia)} avisamos {AVISADOS[passo.momento]}."
