"""Confere o registro: numeração, corrente de hashes, dobra e projeção."""

from collections.abc import Iterator
from dataclasses import dataclass

from seicidades.fluxo import registro
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.evolucao import reconstituir


@dataclass(frozen=True)
class Defeito:
    """Uma divergência e onde está; `seq` 0 é da implantação inteira."""

    implantacao_id: int
    seq: int
    problema: str

    def __str__(self):
        onde = f"implantação {self.implantacao_id}"
        return (
            f"{onde}, andamento {self.seq}: {self.problema}"
            if self.seq
            else (f"{onde}: {self.problema}")
        )


def verificar(implantacao: Implantacao) -> list[Defeito]:
    """Todos os defeitos de uma implantação; vazia, se está íntegra."""
    andamentos = list(implantacao.andamentos.order_by("seq"))
    defeitos = [
        Defeito(implantacao.pk, seq, problema)
        for seq, problema in _na_corrente(implantacao, andamentos)
    ]
    if not defeitos:
        defeitos += [
            Defeito(implantacao.pk, 0, problema)
            for problema in _na_projecao(implantacao, andamentos)
        ]
    return defeitos


def _na_corrente(implantacao: Implantacao, andamentos: list) -> Iterator[tuple[int, str]]:
    anterior = ""
    for esperado, andamento in enumerate(andamentos, start=1):
        if andamento.seq != esperado:
            yield andamento.seq, f"a numeração pulou; esperava-se {esperado}."
            return
        if andamento.hash_anterior != anterior:
            yield andamento.seq, "o elo com o andamento anterior não confere."
        if registro.hash_do_andamento(andamento) != andamento.hash:
            yield andamento.seq, "o conteúdo não confere com o hash."
        anterior = andamento.hash
    if implantacao.ultimo_hash != anterior or implantacao.seq != len(andamentos):
        yield len(andamentos), "o fim do registro não confere com o que a implantação guarda."


def _na_projecao(implantacao: Implantacao, andamentos: list) -> Iterator[str]:
    estado = reconstituir(registro.eventos_de(andamentos))
    if estado.para_dados() != implantacao.estado:
        yield "o estado guardado não é a dobra do registro."
    guardada = {c: getattr(implantacao, c) for c in registro.CAMPOS_DA_IMPLANTACAO}
    registro.projetar(implantacao, implantacao.roteiro, estado)
    for campo, valor in guardada.items():
        if getattr(implantacao, campo) != valor and campo != "estado":
            yield f"o campo {campo} é {valor!r} e o registro diz {getattr(implantacao, campo)!r}."
    etapas, itens = registro.projecao(implantacao.roteiro, estado)
    yield from _nas_linhas("etapa", etapas, implantacao.etapas.all())
    yield from _nas_linhas("item", itens, implantacao.itens.all())


def _nas_linhas(nome: str, certas: dict[str, dict], guardadas) -> Iterator[str]:
    conhecidas = {linha.chave: linha for linha in guardadas}
    for chave, campos in certas.items():
        linha = conhecidas.pop(chave, None)
        if linha is None or registro.guardados(linha, campos) != campos:
            yield f"a linha d{'a' if nome == 'etapa' else 'o'} {nome} {chave} não confere."
    for chave in conhecidas:
        yield f"há uma linha a mais, {nome} {chave}."
