"""O pedido e as razões de um lote, em palavras."""

from collections import Counter
from datetime import date

from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.lotes.acoes import quem_recebe
from seicidades.lotes.models import Acao, Efeito, Lote


def pedido_em_palavras(lote: Lote) -> str:
    """Uma frase: o que se pediu."""
    parametros = lote.parametros
    if lote.acao == Acao.MOVER:
        quando = _dia(parametros["inicio"])
        return f"Passar a carteira a {quem_recebe(lote).nome_publico}, a partir de {quando}."
    if lote.acao == Acao.SUSPENDER:
        return f"Suspender, para retomar em {_dia(parametros['retomar_em'])}."
    titulos = {e.chave: e.titulo for e in roteiro_do_codigo().etapas}
    etapa = titulos.get(parametros["etapa"], parametros["etapa"])
    de_que = f"de {etapa}" if etapa else "da etapa em que cada cidade está"
    return f"Prorrogar até {_dia(parametros['ate'])} o prazo {de_que}."


def _dia(texto: str) -> str:
    return f"{date.fromisoformat(texto):%d/%m/%Y}"


def razoes(lote: Lote) -> list[tuple[str, int]]:
    """As razões das recusas, as mais comuns primeiro, com quantas cidades cada uma pega."""
    recusadas = lote.linhas.filter(efeito=Efeito.RECUSADA).order_by("pk")
    contagem = Counter(
        mensagem
        for recusas in recusadas.values_list("recusas", flat=True)
        for mensagem in {_sem_quem(r) for r in recusas}
    )
    return contagem.most_common()


def _sem_quem(recusa: dict) -> str:
    """Sem o autor e a hora da última mudança, que são de cada cidade."""
    return recusa["mensagem"].partition(" A última mudança foi d")[0]
