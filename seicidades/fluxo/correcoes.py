"""O que um andamento posterior desmentiu, contado na linha de origem.

A aprovação desfeita continua na história, com quem a desfez e por quê; a data
retificada mostra a de antes e a de agora; a etapa que se reabriu diz o que
teve de ser reconfirmado.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils import timezone

from seicidades.fluxo.frases import Linha, dia_curto, frase
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDaImplantacao
from seicidades.fluxo.nucleo.eventos import TipoDeEvento as T

_QUE_DESMENTEM = (T.APROVACAO_DESFEITA, T.ETAPA_REABERTA)
_CORRECOES = (*_QUE_DESMENTEM, T.DADO_RETIFICADO)


class Correcoes:
    """As correções de uma implantação e as linhas que elas corrigem.

    Args:
        andamentos: o registro inteiro, ou ao menos as correções e o que elas corrigem.
    """

    def __init__(self, roteiro: Roteiro, andamentos: Iterable[Andamento]):
        self.roteiro = roteiro
        por_seq = {a.seq: a for a in andamentos}
        achados = [a for _, a in sorted(por_seq.items()) if a.tipo in _CORRECOES]
        self.desmentidos = [a for a in achados if a.tipo in _QUE_DESMENTEM]
        retificacoes = [a for a in achados if a.tipo == T.DADO_RETIFICADO]
        self.retificacoes = _encadear(retificacoes, por_seq)

    @classmethod
    def ler(cls, implantacao: Implantacao, roteiro: Roteiro) -> "Correcoes":
        """Só o preciso: uma consulta, e outra se alguma data foi retificada."""
        registro = implantacao.andamentos.select_related("ator").order_by("seq")
        achados = list(registro.filter(tipo__in=_CORRECOES))
        seqs = {a.dados["pedido"]["seq"] for a in achados if a.tipo == T.DADO_RETIFICADO}
        return cls(roteiro, [*achados, *(registro.filter(seq__in=seqs) if seqs else ())])

    def linhas(self, andamentos: Iterable[Andamento]) -> list[Linha]:
        """As frases, cada uma com o que depois a desmentiu."""
        return [self.linha(a) for a in andamentos]

    def linha(self, andamento: Andamento) -> Linha:
        retificacao = next((r for r in self.retificacoes if r[0].seq == andamento.seq), None)
        linha = frase(andamento, self.roteiro, retificacao[1] if retificacao else "")
        selo, notas = self._do_desmentido(andamento)
        if proprias := list(self._das_retificacoes(andamento)):
            selo, notas = selo or "retificado", [*notas, *proprias]
        return replace(linha, selo=selo, notas=tuple(notas))

    def _das_retificacoes(self, andamento: Andamento) -> Iterator[str]:
        for retificacao, era in self.retificacoes:
            pedido = retificacao.dados["pedido"]
            if pedido["seq"] == andamento.seq:
                para = dia_curto(pedido.get("valor"))
                era = dia_curto(era) or "sem data"
                mudanca = f"de {era} para {para}" if para else f"anulada; era {era}"
                yield f"Retificado em {_quem(retificacao)}: {mudanca}.{_motivo(retificacao)}"

    def _do_desmentido(self, andamento: Andamento) -> tuple[str, list[str]]:
        contar = _DESMENTIDOS.get(T(andamento.tipo))
        for depois in self.desmentidos if contar else ():
            if depois.seq > andamento.seq and (achado := contar(self, andamento, depois)):
                return achado[0], [achado[1]]
        return "", []

    def titulo(self, andamento: Andamento) -> str:
        etapa = self.roteiro.por_chave.get(andamento.etapa)
        return etapa.titulo if etapa else andamento.etapa


def _encadear(
    retificacoes: list[Andamento], originais: dict[int, Andamento]
) -> list[tuple[Andamento, str]]:
    """Cada retificação com o dia que valia antes dela."""
    valendo: dict[tuple, str] = {}
    pares = []
    for andamento in retificacoes:
        pedido = andamento.dados["pedido"]
        chave = (pedido["seq"], pedido["campo"])
        pares.append((andamento, valendo.get(chave) or _de_origem(originais, *chave)))
        valendo[chave] = pedido.get("valor") or ""
    return pares


def _de_origem(originais: dict[int, Andamento], seq: int, campo: str) -> str:
    original = originais[seq]
    if campo == "ocorreu_em":
        return original.ocorreu_em.isoformat()
    return original.dados["pedido"].get(campo) or ""


def _quem(andamento: Andamento) -> str:
    quem = andamento.ator.nome_publico if andamento.ator else "o sistema"
    return f"{timezone.localdate(andamento.registrado_em):%d/%m/%Y} por {quem}"


def _motivo(andamento: Andamento) -> str:
    motivo = andamento.dados["pedido"].get("motivo")
    return f" Motivo: {motivo}" if motivo else ""


def _situacao_que_deu(andamento: Andamento, etapa: str) -> str:
    return andamento.dados["depois"].get("etapas", {}).get(etapa, {}).get("situacao", "")


def _da_aprovacao(
    correcoes: Correcoes, aprovada: Andamento, depois: Andamento
) -> tuple[str, str] | None:
    if depois.etapa == aprovada.etapa:
        desfeita = depois.tipo == T.APROVACAO_DESFEITA
        selo, verbo = ("desfeita", "Desfeita") if desfeita else ("reaberta", "Etapa reaberta")
        return selo, f"{verbo} em {_quem(depois)}.{_motivo(depois)}"
    if _situacao_que_deu(depois, aprovada.etapa) == SituacaoDaEtapa.A_RECONFIRMAR:
        causa = f"{correcoes.titulo(depois)} foi reaberta em {_quem(depois)}"
        return "a reconfirmar", f"Teve de ser reconfirmada: {causa}.{_motivo(depois)}"
    return None


def _da_abertura(
    correcoes: Correcoes, aberta: Andamento, depois: Andamento
) -> tuple[str, str] | None:
    if _situacao_que_deu(depois, aberta.etapa) != SituacaoDaEtapa.NAO_INICIADA:
        return None
    causa = f"a aprovação de {correcoes.titulo(depois)} foi desfeita em {_quem(depois)}"
    return "fechada", f"Fechou de novo: {causa}. O que foi preenchido ficou guardado."


def _da_habilitacao(
    correcoes: Correcoes, habilitada: Andamento, depois: Andamento
) -> tuple[str, str] | None:
    situacao = depois.dados["depois"].get("implantacao", {}).get("situacao")
    if situacao != SituacaoDaImplantacao.EM_ANDAMENTO:
        return None
    desfeita = depois.tipo == T.APROVACAO_DESFEITA
    feito = "teve a aprovação desfeita" if desfeita else "foi reaberta"
    return "deixou de valer", f"{correcoes.titulo(depois)} {feito} em {_quem(depois)}."


_DESMENTIDOS = {
    T.ETAPA_APROVADA: _da_aprovacao,
    T.ETAPA_ABERTA: _da_abertura,
    T.IMPLANTACAO_HABILITADA: _da_habilitacao,
}


def por_que_reconfirmar(implantacao: Implantacao, etapa: str) -> str:
    """Quem reabriu o quê, quando e por quê; vazio, se a etapa não está a reconfirmar por isso."""
    situacao = {f"dados__depois__etapas__{etapa}__situacao": SituacaoDaEtapa.A_RECONFIRMAR.value}
    reaberta = (
        implantacao.andamentos.filter(tipo=T.ETAPA_REABERTA, **situacao)
        .select_related("ator")
        .order_by("-seq")
        .first()
    )
    if reaberta is None:
        return ""
    titulo = implantacao.roteiro.por_chave[reaberta.etapa].titulo
    return f"{titulo} foi reaberta em {_quem(reaberta)}.{_motivo(reaberta)}"
