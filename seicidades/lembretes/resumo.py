"""A mensagem de uma pessoa: uma ação no alto, o resto em lista, nada que não se faça."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import get_template
from django.urls import reverse

from seicidades.comum.formatos import data_curta
from seicidades.correio.servicos import Rascunho
from seicidades.lembretes.escada import Momento, proximo
from seicidades.lembretes.mundo import Pessoa
from seicidades.lembretes.pendencias import Entrada, prazo_em_palavras

MAXIMO_DE_LINHAS = 8
AVISADOS = {
    Momento.SUPLENTE: "quem é suplente",
    Momento.GERENTE: "o gerente de projetos da Prodesp",
    Momento.GABINETE: "o gabinete",
}


@dataclass(frozen=True, slots=True)
class Linha:
    """Uma pendência como a mensagem a diz."""

    titulo: str
    lugar: str
    prazo: str
    por_que: str
    nota: str
    botao: str
    url: str


def chave_do_envio(pessoa: int, dia: date) -> str:
    return f"resumo:{pessoa}:{dia:%Y-%m-%d}"


def endereco(caminho: str) -> str:
    return settings.ENDERECO_PUBLICO.rstrip("/") + caminho


def assinante() -> Signer:
    return Signer(salt="lembretes.sair")


def caminho_de_saida(pessoa: int) -> str:
    return reverse("lembretes:sair", args=[assinante().sign(str(pessoa))])


def ler_segredo(segredo: str) -> int | None:
    """A pessoa de um endereço de saída; `None` se não fomos nós que o escrevemos."""
    try:
        return int(assinante().unsign(segredo))
    except BadSignature:
        return None


def redigir(pessoa: Pessoa, entradas: list[Entrada], hoje: date) -> Rascunho:
    """Monta a mensagem do dia. `entradas` não pode ser vazia."""
    entradas = sorted(entradas, key=lambda e: e.urgencia(hoje))
    linhas = [linha(entrada, hoje) for entrada in entradas[:MAXIMO_DE_LINHAS]]
    sair_url = endereco(caminho_de_saida(pessoa.pk))
    contexto = {
        "nome": pessoa.nome,
        "principal": linhas[0],
        "outras": linhas[1:],
        "mais": len(entradas) - len(linhas),
        "inicio_url": endereco(reverse("paineis:inicio")),
        "preferencias_url": endereco(reverse("lembretes:preferencias")),
        "sair_url": sair_url,
    }
    return Rascunho(
        para=pessoa.email,
        assunto=_montar("assunto.txt", contexto),
        texto=_montar("txt", contexto).strip() + "\n",
        html=_montar("html", contexto),
        chave=chave_do_envio(pessoa.pk, hoje),
        sair_url=sair_url,
    )


def _montar(extensao: str, contexto: dict) -> str:
    return get_template(f"emails/resumo.{extensao}").render(contexto)


def linha(entrada: Entrada, hoje: date) -> Linha:
    p = entrada.pendencia
    nome, args = p.pagina
    return Linha(
        titulo=p.titulo,
        lugar=p.lugar.cidade,
        prazo=prazo_em_palavras(p, hoje),
        por_que=p.por_que,
        nota=nota(entrada, hoje),
        botao=p.botao,
        url=endereco(reverse(nome, args=args)),
    )


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
