"""As âncoras: o fim de cada registro, guardado fora do banco noite após noite.

Quem tem as chaves do banco pode cortar o fim de um registro e refazer o resto de
acordo: dentro do banco nada destoa. Por isso, toda noite, uma linha é acrescentada
a um arquivo por mês (`AAAA-MM.jsonl`): o instante, as cabeças que andaram desde a
linha anterior (implantação, órgão, número e hash do último andamento) e o resumo da
linha anterior, que encadeia os arquivos como os andamentos se encadeiam.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from seicidades.fluxo import registro
from seicidades.fluxo.models import Implantacao

_MODO_DA_PASTA, _MODO_DO_ARQUIVO = 0o700, 0o600


class Cabeca(NamedTuple):
    """O último andamento de uma implantação, como estava numa noite."""

    implantacao: int
    orgao: int
    seq: int
    hash: str


@dataclass(frozen=True)
class Ancora:
    """Uma noite. `hash` resume a linha inteira; `anterior`, a linha de antes."""

    em: datetime
    cabecas: tuple[Cabeca, ...]
    anterior: str
    hash: str

    @classmethod
    def ler(cls, linha: str) -> "Ancora":
        """Raises: ValueError, se a linha não é uma âncora."""
        try:
            dados = json.loads(linha)
            return cls(
                datetime.fromisoformat(dados["em"]),
                tuple(Cabeca(*map(_certo, (int, int, int, str), c)) for c in dados["cabecas"]),
                _certo(str, dados["anterior"]),
                _certo(str, dados["hash"]),
            )
        except (KeyError, TypeError) as erro:
            raise ValueError(f"não é uma âncora: {erro}") from erro

    @classmethod
    def nova(cls, em: datetime, cabecas: Iterable[Cabeca], anterior: str) -> "Ancora":
        ancora = cls(em, tuple(cabecas), anterior, "")
        return cls(em, ancora.cabecas, anterior, ancora.resumo())

    def resumo(self) -> str:
        return registro.digest_canonico(self._conteudo())

    def linha(self) -> str:
        dados = self._conteudo() | {"hash": self.hash}
        return json.dumps(dados, separators=(",", ":")) + "\n"

    def _conteudo(self) -> dict:
        return {"em": self.em.isoformat(), "cabecas": self.cabecas, "anterior": self.anterior}


def _certo(tipo: type, valor):
    if type(valor) is not tipo:
        raise TypeError(f"{valor!r} não é {tipo.__name__}")
    return valor


@dataclass(frozen=True)
class Cadeia:
    """As âncoras de uma pasta, na ordem, e o que há de errado com elas."""

    pasta: Path
    ancoras: tuple[Ancora, ...] = ()
    problemas: tuple[str, ...] = ()

    @property
    def fim(self) -> str:
        return self.ancoras[-1].hash if self.ancoras else ""

    @property
    def ultima(self) -> datetime | None:
        return self.ancoras[-1].em if self.ancoras else None

    def cabecas(self) -> dict[int, Cabeca]:
        """A última cabeça ancorada de cada implantação."""
        return {c.implantacao: c for ancora in self.ancoras for c in ancora.cabecas}

    def perdeu(self, fim_conhecido: str) -> bool:
        """A linha que se sabe ter sido a última já não está na pasta."""
        return bool(fim_conhecido) and fim_conhecido not in {a.hash for a in self.ancoras}


# Ler


def ler(pasta: Path) -> Cadeia:
    """Lê e confere a pasta inteira. Pasta que não existe é cadeia vazia."""
    ancoras: list[Ancora] = []
    problemas: list[str] = []
    pendente = ""  # linha que não se lê: queda no meio da gravação, se a seguinte a desconhece
    for onde, linha in _linhas(pasta):
        try:
            ancora = Ancora.ler(linha)
        except ValueError:
            pendente = pendente or f"{onde}: a linha não se lê; foi cortada ou editada."
            continue
        problema = _defeito(ancora, ancoras[-1] if ancoras else None)
        if problema:
            problemas += [p for p in (pendente, f"{onde}: {problema}") if p]
        pendente = ""
        if ancora.resumo() == ancora.hash:
            ancoras.append(ancora)
    if pendente:
        problemas.append(pendente)
    return Cadeia(pasta, tuple(ancoras), tuple(problemas))


def _defeito(ancora: Ancora, anterior: Ancora | None) -> str:
    if ancora.resumo() != ancora.hash:
        return "a linha foi editada; o conteúdo não confere com o resumo dela."
    if ancora.anterior != (anterior.hash if anterior else ""):
        return "não continua a linha anterior; há linha apagada, trocada ou editada antes dela."
    return ""


def _linhas(pasta: Path) -> Iterator[tuple[str, str]]:
    for arquivo in sorted(pasta.glob("*.jsonl")):
        texto = arquivo.read_text(encoding="utf-8", errors="replace")
        for numero, linha in enumerate(texto.split("\n"), start=1):
            if linha.strip():
                yield f"âncoras, {arquivo.name}, linha {numero}", linha


# Gravar


def ancorar(pasta: Path) -> Ancora:
    """Acrescenta a noite de hoje: só o que andou. Duas ao mesmo tempo esperam a vez.

    Raises:
        OSError: se a linha não foi toda para o disco.
    """
    with _pasta_trancada(pasta):
        cadeia = ler(pasta)
        ancora = Ancora.nova(timezone.now(), _o_que_andou(cadeia), cadeia.fim)
        _acrescentar(pasta / f"{timezone.localtime(ancora.em):%Y-%m}.jsonl", ancora.linha())
    return ancora


def _o_que_andou(cadeia: Cadeia) -> list[Cabeca]:
    antes = cadeia.cabecas()
    agora = (
        Implantacao.objects.filter(seq__gt=0)
        .order_by("pk")
        .values_list("pk", "orgao_id", "seq", "ultimo_hash")
    )
    return [c for c in map(Cabeca._make, agora) if antes.get(c.implantacao) != c]


@contextmanager
def _pasta_trancada(pasta: Path) -> Iterator[None]:
    pasta.mkdir(parents=True, exist_ok=True, mode=_MODO_DA_PASTA)
    descritor = os.open(pasta, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descritor, fcntl.LOCK_EX)
        yield
        os.fsync(descritor)  # o arquivo novo do mês também tem de sobreviver a uma queda
    finally:
        os.close(descritor)


def _acrescentar(arquivo: Path, linha: str) -> None:
    """Uma escrita só, no fim, e no disco. O que já está escrito não se toca nem para consertar."""
    descritor = os.open(arquivo, os.O_RDWR | os.O_CREAT | os.O_APPEND, _MODO_DO_ARQUIVO)
    try:
        dados = (_fecho(descritor) + linha).encode()
        if os.write(descritor, dados) != len(dados):
            raise OSError(f"A âncora não coube em {arquivo}: há espaço no disco?")
        os.fsync(descritor)
    finally:
        os.close(descritor)


def _fecho(descritor: int) -> str:
    """Uma queda pode ter deixado a última linha pela metade: a nova começa noutra."""
    tamanho = os.fstat(descritor).st_size
    return "\n" if tamanho and os.pread(descritor, 1, tamanho - 1) != b"\n" else ""
