"""Minutas escritas na sala: umas em andamento, outras entregues e comentadas."""

from collections.abc import Iterable

from django.utils import timezone

from regulamentacao.models import AnaliseDaMinuta, Minuta
from regulamentacao.sala import servicos
from regulamentacao.sala.perguntas import TELAS
from seicidades.comum.papeis import Papel
from seicidades.fluxo.models import Implantacao

EM_ANDAMENTO, ENTREGUES = 4, 3
RESPOSTAS = {
    "abertura": {"cargo": "prefeita", "nome": "Joaquina Prado", "lei_organica": "art. 66, VI"},
    "convenio": {"numero": "12/2026"},
    "legado": {"papel": "movimentados", "sistema": "Protocolo Municipal"},
    "vigencia": {"revoga": ["Decreto nº 1.234, de 5 de maio de 2015"]},
}
CONVERSA = (
    ("obrigatoriedade.uso", True, "Noventa dias bastam? A última turma de treino é em outubro."),
    ("obrigatoriedade.uso", False, "Sim: as turmas foram antecipadas para agosto."),
    ("legado.papel", True, "Quantos processos em papel ainda andam por mês?"),
)
NOTA = "Conferir na reunião se a equipe do protocolo dá conta da digitalização."
SUGESTAO = "As sugestões estão na conversa dos artigos 6º e 24."
OMISSOS = "Os casos omissos serão resolvidos pelo órgão gestor, ouvida a Procuradoria do Município."


def escrever_minutas() -> None:
    abertas = Implantacao.objects.filter(
        situacao="em_andamento",
        etapa_atual__in=("interlocutores", "regulamentacao"),
        itens__chave="minuta_preparada",
        itens__situacao="aberto",
        regulamentacao_sala=None,
    )
    for posicao, implantacao in enumerate(_as_primeiras(abertas, EM_ANDAMENTO)):
        _responder(implantacao, quantas=5 + 4 * posicao)
    enviadas = Implantacao.objects.filter(regulamentacao_minutas__versao=1)
    sem_ato = enviadas.filter(regulamentacao_atos=None)
    for implantacao in _as_primeiras(sem_ato, ENTREGUES):
        _entregar(implantacao)


def _as_primeiras(implantacoes, quantas: int) -> Iterable[Implantacao]:
    ordem = implantacoes.select_related("orgao__municipio").order_by(
        "orgao__municipio__codigo_ibge"
    )
    return ordem.distinct()[:quantas]


def _pessoa(implantacao: Implantacao, papel: Papel):
    vinculos = implantacao.orgao.vinculos.ativos(timezone.localdate()).filter(papel=papel)
    vinculo = vinculos.select_related("usuario").order_by("suplente", "pk").first()
    return vinculo.usuario if vinculo else None


def _responder(implantacao: Implantacao, quantas: int) -> None:
    gestor = _pessoa(implantacao, Papel.GESTOR_SEI)
    if gestor is None:
        return
    for tela in TELAS[:quantas]:
        dados = {p.chave: p.padrao for p in tela.perguntas} | RESPOSTAS.get(tela.chave, {})
        servicos.salvar_tela(implantacao, tela, dados, versao=0, por=gestor)


def _entregar(implantacao: Implantacao) -> None:
    """A minuta que a história diz que se entregou passa a ser a da sala, com a conversa dela."""
    gestor = _pessoa(implantacao, Papel.GESTOR_SEI)
    gerente = _pessoa(implantacao, Papel.GERENTE)
    if gestor is None or gerente is None:
        return
    _responder(implantacao, quantas=len(TELAS))
    redacao = servicos.guardar_redacao(implantacao, por=gestor)
    Minuta.objects.filter(implantacao=implantacao, versao=1).update(arquivo=None, redacao=redacao)
    AnaliseDaMinuta.objects.filter(minuta__redacao=redacao).update(observacoes=SUGESTAO)
    servicos.gerar_arquivos(redacao, implantacao.orgao, por=gestor)
    for chave, da_prodesp, texto in CONVERSA:
        por = gerente if da_prodesp else gestor
        servicos.comentar(implantacao, chave, texto, por=por, da_prodesp=da_prodesp)
    servicos.anotar(implantacao, "legado.papel", NOTA, por=gerente)
    servicos.editar_artigo(implantacao, "orgao_gestor.omissos", OMISSOS, versao=0, por=gestor)
    servicos.guardar_redacao(implantacao, por=gestor)
