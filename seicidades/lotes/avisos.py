"""As mensagens de um lote, se a caixa foi marcada: pela caixa de saída e pelo portão."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.correio.servicos import enfileirar_modelo
from seicidades.lotes.acoes import quem_recebe
from seicidades.lotes.models import Acao, Efeito, LinhaDoLote, Lote

AVISADOS = (Papel.REPRESENTANTE, *INTERLOCUTORES)


def avisar_a_cidade(lote: Lote, linha: LinhaDoLote) -> None:
    """Uma mensagem a cada pessoa da cidade, seja quantos forem os papéis dela."""
    titulo, paragrafos = _TEXTOS[lote.acao](lote, linha)
    cidade = linha.implantacao.orgao.municipio.nome
    for pessoa in _pessoas(linha):
        _enfileirar(
            pessoa,
            f"{cidade}: {titulo}",
            paragrafos,
            reverse("fluxo:cidade", args=[linha.implantacao_id]),
            f"{linha.chave}:{pessoa.pk}",
        )


def avisar_quem_recebe(lote: Lote) -> None:
    """Uma mensagem só a quem passa a gerenciar, com o total."""
    aplicadas = lote.linhas.filter(efeito=Efeito.APLICADA).count()
    if not aplicadas:
        return
    novo, inicio = quem_recebe(lote), _dia(lote.parametros["inicio"])
    cidades = "1 cidade passa" if aplicadas == 1 else f"{aplicadas} cidades passam"
    _enfileirar(
        novo,
        f"{cidades} à sua carteira",
        [f"Vale a partir de {inicio}. Pedido de {lote.criado_por.nome_publico}."],
        reverse("paineis:carteira") + f"?gerente={novo.pk}",
        f"lote:{lote.pk}:recebe",
    )


def _pessoas(linha: LinhaDoLote) -> Iterator[Usuario]:
    vinculos = (
        Vinculo.objects.ativos(timezone.localdate())
        .filter(orgao=linha.implantacao.orgao_id, papel__in=AVISADOS, usuario__is_active=True)
        .select_related("usuario")
        .order_by("pk")
    )
    yield from {v.usuario_id: v.usuario for v in vinculos}.values()


def _enfileirar(para: Usuario, titulo: str, paragrafos: list[str], caminho: str, chave: str):
    contexto = {
        "nome": para.nome_publico,
        "titulo": titulo,
        "paragrafos": paragrafos,
        "botao_texto": "Abrir",
        "botao_url": settings.ENDERECO_PUBLICO.rstrip("/") + caminho,
        "motivos": [],
    }
    enfileirar_modelo("aviso", contexto, para=para.email, chave=chave)


def _da_mudanca(lote: Lote, linha: LinhaDoLote) -> tuple[str, list[str]]:
    novo = quem_recebe(lote)
    contato = " · ".join(filter(None, (novo.email, novo.telefone)))
    return f"{novo.nome_publico} passa a acompanhar a implantação", [
        f"A partir de {_dia(lote.parametros['inicio'])}, o contato na Prodesp é "
        f"{novo.nome_publico}: {contato}.",
    ]


def _da_prorrogacao(lote: Lote, linha: LinhaDoLote) -> tuple[str, list[str]]:
    etapa = linha.implantacao.roteiro.por_chave[linha.comando["etapa"]].titulo
    ate = _dia(lote.parametros["ate"])
    return f"o prazo de {etapa} vai até {ate}", [f"Motivo: {lote.parametros['motivo']}"]


def _da_suspensao(lote: Lote, linha: LinhaDoLote) -> tuple[str, list[str]]:
    dia = _dia(lote.parametros["retomar_em"])
    return "a implantação foi suspensa", [
        f"Nenhum prazo corre. A retomada está marcada para {dia}.",
        f"Motivo: {lote.parametros['motivo']}",
    ]


def _dia(texto: str) -> str:
    return f"{date.fromisoformat(texto):%d/%m/%Y}"


_TEXTOS = {
    Acao.MOVER: _da_mudanca,
    Acao.PRORROGAR: _da_prorrogacao,
    Acao.SUSPENDER: _da_suspensao,
}
