"""Confere o registro: numeração, corrente de hashes, dobra, projeção e âncoras.

Lê de lote em lote, com as mesmas consultas por lote, sem trancar nada. O que destoa
é lido de novo com a implantação trancada: quem gravava no meio não vira defeito.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice

from django.db import transaction
from django.utils import timezone

from seicidades.fluxo import registro
from seicidades.fluxo.ancoras import Cabeca, Cadeia
from seicidades.fluxo.models import (
    Andamento,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
    VersaoDoRoteiro,
)
from seicidades.fluxo.nucleo.definicao import digest_publicado
from seicidades.fluxo.nucleo.estado import VAZIO, Estado
from seicidades.fluxo.nucleo.evolucao import reconstituir
from seicidades.fluxo.servicos import traduzir_trava

POR_LOTE = 200
# O que a leitura de um conteúdo adulterado pode levantar.
_ILEGIVEL = (ValueError, KeyError, TypeError, AttributeError, IndexError)


@dataclass(frozen=True)
class Defeito:
    """Uma divergência e onde está. `seq` 0 é da implantação inteira; implantação 0, de fora."""

    implantacao_id: int
    seq: int
    problema: str

    def __str__(self):
        if not self.implantacao_id:
            return self.problema
        onde = f"implantação {self.implantacao_id}"
        return (
            f"{onde}, andamento {self.seq}: {self.problema}"
            if self.seq
            else (f"{onde}: {self.problema}")
        )


@dataclass(frozen=True)
class Laudo:
    """O que se conferiu e o que não confere."""

    implantacoes: int
    andamentos: int
    noites: int
    defeitos: tuple[Defeito, ...]

    def para_dados(self) -> dict:
        return asdict(self)


def verificar(implantacao: Implantacao) -> list[Defeito]:
    """Todos os defeitos de uma implantação; vazia, se está íntegra. Sem âncoras."""
    return _conferir([implantacao.pk], {})[1]


def verificar_todas(
    ids: Iterable[int] = (), cadeia: Cadeia | None = None, fim_conhecido: str = ""
) -> Laudo:
    """Confere o registro inteiro, ou só as implantações pedidas.

    Args:
        cadeia: as âncoras, lidas antes, para que nenhuma seja mais nova que o banco.
        fim_conhecido: resumo da última âncora que se sabe ter sido gravada.

    Raises:
        ImplantacaoOcupada: uma implantação suspeita não se deixou trancar.
    """
    pedidas = set(ids)
    ancoradas = _ancoradas(cadeia, pedidas)
    existentes = Implantacao.objects.order_by("pk").values_list("pk", flat=True)
    chaves = [pk for pk in existentes if not pedidas or pk in pedidas]
    andamentos, defeitos = 0, list(_das_ancoras(cadeia, fim_conhecido))
    if not pedidas:
        defeitos += [*_dos_roteiros(), *_sem_dono()]
    for lote in _lotes(chaves):
        lidos, do_lote = _conferir(lote, ancoradas)
        andamentos += lidos
        if do_lote:
            defeitos += _de_novo({d.implantacao_id for d in do_lote}, ancoradas)
    defeitos += _sumidas(ancoradas, chaves)
    noites = len(cadeia.ancoras) if cadeia else 0
    return Laudo(len(chaves), andamentos, noites, tuple(defeitos))


def _lotes(chaves: list[int]) -> Iterator[list[int]]:
    restantes = iter(chaves)
    while lote := list(islice(restantes, POR_LOTE)):
        yield lote


def _de_novo(suspeitas: set[int], ancoradas: "Ancoradas") -> list[Defeito]:
    with traduzir_trava(), transaction.atomic():
        return _conferir(sorted(suspeitas), ancoradas, trancar=True)[1]


# Uma leitura


def _conferir(
    chaves: list[int], ancoradas: "Ancoradas", *, trancar: bool = False
) -> tuple[int, list[Defeito]]:
    """Quantos andamentos leu e o que não confere."""
    implantacoes = Implantacao.objects.filter(pk__in=chaves).order_by("pk")
    if trancar:
        implantacoes = implantacoes.select_for_update(of=("self",))
    implantacoes = list(implantacoes.select_related("versao"))
    andamentos = _por_implantacao(Andamento, chaves, "seq")
    etapas = _por_implantacao(EtapaDaImplantacao, chaves, "ordem", "chave")
    itens = _por_implantacao(ItemDaImplantacao, chaves, "ordem", "chave")
    defeitos: list[Defeito] = []
    for implantacao in implantacoes:
        pk, seus = implantacao.pk, andamentos[implantacao.pk]
        defeitos += [
            Defeito(pk, seq, problema)
            for seq, problema in (
                *_no_registro(implantacao, seus, etapas[pk], itens[pk]),
                *_nas_ancoras(implantacao, seus, ancoradas.get(pk, [])),
            )
        ]
    return sum(map(len, andamentos.values())), defeitos


def _por_implantacao(modelo, chaves: list[int], *ordem: str) -> Mapping[int, list]:
    linhas = defaultdict(list)
    for linha in modelo.objects.filter(implantacao__in=chaves).order_by("implantacao_id", *ordem):
        linhas[linha.implantacao_id].append(linha)
    return linhas


def _no_registro(implantacao, andamentos: list, etapas: list, itens: list):
    """A corrente; se ela está inteira, a dobra; se a dobra se lê, a projeção."""
    if defeitos := list(_na_corrente(implantacao, andamentos)):
        return defeitos
    estado, defeitos = _dobrar(andamentos)
    if defeitos:
        return defeitos
    try:
        return [(0, p) for p in _na_projecao(implantacao, estado, etapas, itens)]
    except _ILEGIVEL as erro:
        return [(0, f"a projeção ou o roteiro não se lê ({type(erro).__name__}: {erro}).")]


def _na_corrente(implantacao: Implantacao, andamentos: list) -> Iterator[tuple[int, str]]:
    anterior, esperado = "", 1
    for andamento in andamentos:
        if andamento.seq != esperado:
            yield andamento.seq, f"a numeração pulou; esperava-se {esperado}."
        elif andamento.hash_anterior != anterior:
            yield andamento.seq, "o elo com o andamento anterior não confere."
        if registro.hash_do_andamento(andamento) != andamento.hash:
            yield andamento.seq, "o conteúdo não confere com o hash."
        anterior, esperado = andamento.hash, andamento.seq + 1
    if implantacao.ultimo_hash != anterior or implantacao.seq != esperado - 1:
        yield (
            esperado - 1,
            "o fim do registro não confere com o que a implantação guarda "
            f"(o andamento {implantacao.seq}).",
        )


def _dobrar(andamentos: list) -> tuple[Estado, list[tuple[int, str]]]:
    estado = VAZIO
    for andamento in andamentos:
        try:
            estado = reconstituir(registro.eventos_de([andamento]), estado=estado)
        except _ILEGIVEL as erro:
            problema = f"o conteúdo não se lê ({type(erro).__name__}: {erro})."
            return estado, [(andamento.seq, problema)]
    return estado, []


def _na_projecao(
    implantacao: Implantacao, estado: Estado, etapas: list, itens: list
) -> Iterator[str]:
    if estado.para_dados() != implantacao.estado:
        yield "o estado guardado não é a dobra do registro."
    guardada = {c: getattr(implantacao, c) for c in registro.CAMPOS_DA_IMPLANTACAO}
    registro.projetar(implantacao, implantacao.roteiro, estado)
    for campo, valor in guardada.items():
        if getattr(implantacao, campo) != valor and campo != "estado":
            yield f"o campo {campo} é {valor!r} e o registro diz {getattr(implantacao, campo)!r}."
    certas, certos = registro.projecao(implantacao.roteiro, estado)
    yield from _nas_linhas("etapa", certas, etapas)
    yield from _nas_linhas("item", certos, itens)


def _nas_linhas(nome: str, certas: dict[str, dict], guardadas) -> Iterator[str]:
    conhecidas = {linha.chave: linha for linha in guardadas}
    for chave, campos in certas.items():
        linha = conhecidas.pop(chave, None)
        if linha is None or registro.guardados(linha, campos) != campos:
            yield f"a linha d{'a' if nome == 'etapa' else 'o'} {nome} {chave} não confere."
    for chave in conhecidas:
        yield f"há uma linha a mais, {nome} {chave}."


# As âncoras


Ancoradas = Mapping[int, list[tuple[Cabeca, str]]]


def _ancoradas(cadeia: Cadeia | None, pedidas: set[int]) -> Ancoradas:
    """As cabeças de cada implantação, da mais antiga à mais nova, com o dia da âncora."""
    cabecas = defaultdict(list)
    for ancora in cadeia.ancoras if cadeia else ():
        dia = f"{timezone.localtime(ancora.em):%d/%m/%Y}"
        for cabeca in ancora.cabecas:
            if not pedidas or cabeca.implantacao in pedidas:
                cabecas[cabeca.implantacao].append((cabeca, dia))
    return cabecas


def _das_ancoras(cadeia: Cadeia | None, fim_conhecido: str) -> Iterator[Defeito]:
    if cadeia is None:
        return
    for problema in cadeia.problemas:
        yield Defeito(0, 0, problema)
    if cadeia.perdeu(fim_conhecido):
        yield Defeito(
            0,
            0,
            f"âncoras: falta no fim a linha de resumo {fim_conhecido[:16]}…, que já esteve lá.",
        )


def _nas_ancoras(
    implantacao: Implantacao, andamentos: list, cabecas: list[tuple[Cabeca, str]]
) -> Iterator[tuple[int, str]]:
    """A primeira âncora que o registro desmente; as seguintes são consequência dela."""
    hashes = {a.seq: a.hash for a in andamentos}
    conferido = 0
    for cabeca, dia in cabecas:
        if cabeca.orgao != implantacao.orgao_id:
            yield (
                0,
                f"o órgão é o {implantacao.orgao_id} e, na âncora de {dia}, era o {cabeca.orgao}.",
            )
            return
        achado = hashes.get(cabeca.seq)
        if achado is None:
            fim = max(hashes, default=0)
            yield (
                min(fim + 1, cabeca.seq),
                f"faltam andamentos: a âncora de {dia} ia até o {cabeca.seq}.",
            )
            return
        if achado != cabeca.hash:
            yield (
                cabeca.seq,
                f"não é o que foi ancorado em {dia}; algo mudou "
                f"entre os andamentos {conferido + 1} e {cabeca.seq}.",
            )
            return
        conferido = cabeca.seq


def _sumidas(ancoradas: Ancoradas, existentes: list[int]) -> Iterator[Defeito]:
    for pk in sorted(ancoradas.keys() - set(existentes)):
        cabeca, dia = ancoradas[pk][-1]
        yield Defeito(
            pk,
            0,
            f"a implantação sumiu; na âncora de {dia} era a do órgão {cabeca.orgao}, "
            f"com {cabeca.seq} andamentos.",
        )


# O que não é de uma implantação


def _dos_roteiros() -> Iterator[Defeito]:
    for versao in VersaoDoRoteiro.objects.order_by("numero"):
        if digest_publicado(versao.dados) != versao.digest:
            yield Defeito(
                0, 0, f"roteiro, {versao}: o conteúdo não confere com o digest da publicação."
            )


def _sem_dono() -> Iterator[Defeito]:
    """Andamentos cuja implantação foi apagada por quem desligou as restrições do banco."""
    soltos = Andamento.objects.exclude(implantacao__in=Implantacao.objects.all())
    for pk in soltos.order_by("implantacao_id").values_list("implantacao_id", flat=True).distinct():
        yield Defeito(pk, 0, "há andamentos e a implantação não existe mais.")
