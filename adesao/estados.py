"""Em que pé está cada cadastro, assinatura e instrumento: contas sobre dias registrados.

Python puro. Nenhum estado se escreve à mão: sai das marcas que têm dia, vistas
de um dia dado. O que tem dia depois desse ainda não aconteceu.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from seicidades.comum.papeis import Lado

MESES_NO_MAXIMO = 60  # cinco anos, contados da assinatura (Decreto 66.173/2021, art. 10)
AVISO_DIAS = 180  # a primeira lembrança; daí em diante o instrumento está vencendo


# --- Usuário externo


class EstadoDoCadastro(StrEnum):
    SEM_CADASTRO = "sem_cadastro"
    PENDENTE = "pendente"
    LIBERADO = "liberado"
    DESATIVADO = "desativado"

    @property
    def rotulo(self) -> str:
        return self.value.replace("_", " ")


VEZ_DO_CADASTRO = {
    EstadoDoCadastro.SEM_CADASTRO: Lado.MUNICIPIO,
    EstadoDoCadastro.PENDENTE: Lado.PRODESP,
    EstadoDoCadastro.LIBERADO: Lado.NINGUEM,
    EstadoDoCadastro.DESATIVADO: Lado.PRODESP,
}


def estado_do_cadastro(
    hoje: date,
    pedido_em: date | None = None,
    liberado_em: date | None = None,
    desativado_em: date | None = None,
) -> EstadoDoCadastro:
    if _ja(desativado_em, hoje):
        return EstadoDoCadastro.DESATIVADO
    if _ja(liberado_em, hoje):
        return EstadoDoCadastro.LIBERADO
    if _ja(pedido_em, hoje):
        return EstadoDoCadastro.PENDENTE
    return EstadoDoCadastro.SEM_CADASTRO


# --- Assinatura


class Passo(StrEnum):
    """O que se registra de uma assinatura. As linhas só se acrescentam."""

    AGUARDA = "aguarda"
    LIBERADA = "liberada"
    VISUALIZADA = "visualizada"
    ASSINADA = "assinada"
    CANCELADA = "cancelada"
    DESFEITO = "desfeito"

    @property
    def rotulo(self) -> str:
        return ROTULOS_DOS_PASSOS[self]


ROTULOS_DOS_PASSOS = {
    Passo.AGUARDA: "à espera de liberação",
    Passo.LIBERADA: "assinatura liberada",
    Passo.VISUALIZADA: "documento visualizado",
    Passo.ASSINADA: "documento assinado",
    Passo.CANCELADA: "liberação cancelada",
    Passo.DESFEITO: "registro anterior desfeito",
}


class EstadoDaAssinatura(StrEnum):
    AGUARDANDO = "aguardando"
    LIBERADA = "liberada"
    VISUALIZADA = "visualizada"
    EXPIRADA = "expirada"
    CANCELADA = "cancelada"
    ASSINADA = "assinada"
    SUBSTITUIDA = "substituida"

    @property
    def rotulo(self) -> str:
        return ROTULOS_DAS_ASSINATURAS[self]


ROTULOS_DAS_ASSINATURAS = {
    EstadoDaAssinatura.AGUARDANDO: "aguardando liberação",
    EstadoDaAssinatura.LIBERADA: "assinatura liberada",
    EstadoDaAssinatura.VISUALIZADA: "visualizada",
    EstadoDaAssinatura.EXPIRADA: "liberação expirada",
    EstadoDaAssinatura.CANCELADA: "liberação cancelada",
    EstadoDaAssinatura.ASSINADA: "assinada",
    EstadoDaAssinatura.SUBSTITUIDA: "passou a outra pessoa",
}
# Sem liberação que valha, quem tem de agir é quem libera.
SEM_LIBERACAO = frozenset(
    {EstadoDaAssinatura.AGUARDANDO, EstadoDaAssinatura.EXPIRADA, EstadoDaAssinatura.CANCELADA}
)
ENCERRADAS = frozenset({EstadoDaAssinatura.ASSINADA, EstadoDaAssinatura.SUBSTITUIDA})
_DOS_PASSOS = {
    Passo.AGUARDA: EstadoDaAssinatura.AGUARDANDO,
    Passo.LIBERADA: EstadoDaAssinatura.LIBERADA,
    Passo.VISUALIZADA: EstadoDaAssinatura.VISUALIZADA,
    Passo.ASSINADA: EstadoDaAssinatura.ASSINADA,
    Passo.CANCELADA: EstadoDaAssinatura.CANCELADA,
}


@dataclass(frozen=True, slots=True)
class Movimento:
    passo: Passo
    ocorreu_em: date
    vale_ate: date | None = None


@dataclass(frozen=True, slots=True)
class SituacaoDaAssinatura:
    """Onde a assinatura está, desde que dia e, liberada, até que dia se assina."""

    estado: EstadoDaAssinatura
    desde: date | None = None
    vale_ate: date | None = None


def efetivos(movimentos: Iterable[Movimento]) -> list[Movimento]:
    """Os que valem: cada `desfeito` tira o último antes dele."""
    pilha: list[Movimento] = []
    for movimento in movimentos:
        if movimento.passo != Passo.DESFEITO:
            pilha.append(movimento)
        elif pilha:
            pilha.pop()
    return pilha


def situacao_da_assinatura(
    hoje: date,
    movimentos: Iterable[Movimento] = (),
    *,
    disponivel_em: date | None = None,
    assinado_em: date | None = None,
    substituido_em: date | None = None,
    liberada_sem_passo: bool = True,
) -> SituacaoDaAssinatura:
    """Onde a assinatura está no dia.

    Args:
        liberada_sem_passo: sem nenhum passo, vale como liberada desde que o documento ficou
            disponível; falso, se a pessoa ainda não tinha como assinar.
    """
    if _ja(assinado_em, hoje):
        return SituacaoDaAssinatura(EstadoDaAssinatura.ASSINADA, assinado_em)
    if _ja(substituido_em, hoje):
        return SituacaoDaAssinatura(EstadoDaAssinatura.SUBSTITUIDA, substituido_em)
    ja_feitos = [m for m in efetivos(movimentos) if m.ocorreu_em <= hoje]
    validos = [m for m in ja_feitos if m.passo != Passo.ASSINADA]
    if not validos:
        liberada = liberada_sem_passo and _ja(disponivel_em, hoje)
        estado = EstadoDaAssinatura.LIBERADA if liberada else EstadoDaAssinatura.AGUARDANDO
        return SituacaoDaAssinatura(estado, disponivel_em if liberada else None)
    return _do_ultimo(validos, hoje)


def _do_ultimo(validos: list[Movimento], hoje: date) -> SituacaoDaAssinatura:
    ultimo = validos[-1]
    estado = _DOS_PASSOS[ultimo.passo]
    if estado not in (EstadoDaAssinatura.LIBERADA, EstadoDaAssinatura.VISUALIZADA):
        return SituacaoDaAssinatura(estado, ultimo.ocorreu_em)
    vale_ate = next((m.vale_ate for m in reversed(validos) if m.passo == Passo.LIBERADA), None)
    if vale_ate and vale_ate < hoje:
        return SituacaoDaAssinatura(EstadoDaAssinatura.EXPIRADA, vale_ate, vale_ate)
    return SituacaoDaAssinatura(estado, ultimo.ocorreu_em, vale_ate)


def vez_da_assinatura(
    estado: EstadoDaAssinatura, lado: Lado, cadastro: EstadoDoCadastro | None = None
) -> Lado:
    """Quem tem de agir para que a assinatura ande.

    Args:
        lado: por quem a pessoa assina.
        cadastro: de quem assina pelo município.
    """
    if estado in ENCERRADAS:
        return Lado.NINGUEM
    if lado != Lado.MUNICIPIO:
        return lado
    if cadastro and VEZ_DO_CADASTRO[cadastro] != Lado.NINGUEM:
        return VEZ_DO_CADASTRO[cadastro]
    return Lado.PRODESP if estado in SEM_LIBERACAO else Lado.MUNICIPIO


# --- Instrumento


class EstadoDoInstrumento(StrEnum):
    MINUTA = "minuta"
    EM_ANALISE = "em_analise"
    LIBERADO = "liberado"
    PARCIAL = "parcial"
    ASSINADO = "assinado"
    PUBLICADO = "publicado"
    VIGENTE = "vigente"
    VENCENDO = "vencendo"
    ENCERRADO = "encerrado"

    @property
    def rotulo(self) -> str:
        return ROTULOS_DOS_INSTRUMENTOS[self]


ROTULOS_DOS_INSTRUMENTOS = {
    EstadoDoInstrumento.MINUTA: "minuta",
    EstadoDoInstrumento.EM_ANALISE: "em análise jurídica",
    EstadoDoInstrumento.LIBERADO: "liberado para assinatura",
    EstadoDoInstrumento.PARCIAL: "parcialmente assinado",
    EstadoDoInstrumento.ASSINADO: "assinado",
    EstadoDoInstrumento.PUBLICADO: "publicado",
    EstadoDoInstrumento.VIGENTE: "vigente",
    EstadoDoInstrumento.VENCENDO: "vencendo",
    EstadoDoInstrumento.ENCERRADO: "encerrado",
}
EM_VIGOR = frozenset({EstadoDoInstrumento.VIGENTE, EstadoDoInstrumento.VENCENDO})


@dataclass(frozen=True, slots=True)
class Extensao:
    """Um aditivo de validade: desde quando está em vigor e até quando leva o original."""

    em_vigor_desde: date | None
    ate: date


@dataclass(frozen=True, slots=True)
class Marcas:
    """Os dias registrados de um instrumento; `None` é o que ainda não aconteceu.

    Args:
        assinaturas: uma por pessoa que tem de assinar.
        informado: fim da validade como veio de fora; vale no lugar do calculado.
        meses: validade, contada da última assinatura.
        faltam_partes: há parte que tem de assinar e ainda não se disse quem assina por ela.
    """

    juridico_em: date | None = None
    disponivel_em: date | None = None
    assinaturas: tuple[date | None, ...] = ()
    faltam_partes: bool = False
    exige_publicacao: bool = False
    publicado_em: date | None = None
    informado: date | None = None
    meses: int | None = None
    extensoes: tuple[Extensao, ...] = ()
    rescindido_em: date | None = None
    cancelado_em: date | None = None


def ultima_de(assinaturas: Iterable[date | None]) -> date | None:
    """O dia que completa as assinaturas; falta uma, não há."""
    datas = list(assinaturas)
    return max(datas) if datas and all(datas) else None


def assinado_por_todos_em(marcas: Marcas) -> date | None:
    """O dia da última assinatura, se todas as partes que têm de assinar assinaram."""
    return None if marcas.faltam_partes else ultima_de(marcas.assinaturas)


def em_vigor_desde(marcas: Marcas) -> date | None:
    """O dia em que passou a produzir efeito: todas as assinaturas e, se exigida, a publicação."""
    assinado = assinado_por_todos_em(marcas)
    if assinado is None or marcas.cancelado_em or marcas.rescindido_em:
        return None
    if not marcas.exige_publicacao:
        return assinado
    return max(assinado, marcas.publicado_em) if marcas.publicado_em else None


def fim_original(marcas: Marcas) -> date | None:
    """O fim da validade sem contar aditivos."""
    if marcas.informado:
        return marcas.informado
    assinado = assinado_por_todos_em(marcas)
    return somar_meses(assinado, marcas.meses) if assinado and marcas.meses else None


def fim_da_vigencia(marcas: Marcas, hoje: date | None = None) -> date | None:
    """O último dia de validade, com os aditivos que já estavam em vigor antes de ele passar."""
    fim = fim_original(marcas)
    limite = hoje or date.max
    validas = [e for e in marcas.extensoes if e.em_vigor_desde and e.em_vigor_desde <= limite]
    for extensao in sorted(validas, key=lambda e: (e.em_vigor_desde, e.ate)):
        if fim and extensao.em_vigor_desde <= fim:
            fim = max(fim, extensao.ate)
    return fim


def estado_do_instrumento(marcas: Marcas, hoje: date) -> EstadoDoInstrumento:
    """De minuta a encerrado. *Vigente*, só com todas as assinaturas."""
    fim = fim_da_vigencia(marcas, hoje)
    if _ja(marcas.cancelado_em, hoje) or _ja(marcas.rescindido_em, hoje) or (fim and fim < hoje):
        return EstadoDoInstrumento.ENCERRADO
    assinado = assinado_por_todos_em(marcas)
    if not _ja(assinado, hoje):
        return _antes_de_assinado(marcas, hoje)
    publicado = _ja(marcas.publicado_em, hoje)
    if marcas.exige_publicacao and not publicado:
        return EstadoDoInstrumento.ASSINADO
    if fim is None:
        return EstadoDoInstrumento.PUBLICADO if publicado else EstadoDoInstrumento.ASSINADO
    vencendo = (fim - hoje).days <= AVISO_DIAS
    return EstadoDoInstrumento.VENCENDO if vencendo else EstadoDoInstrumento.VIGENTE


def _antes_de_assinado(marcas: Marcas, hoje: date) -> EstadoDoInstrumento:
    if any(_ja(dia, hoje) for dia in marcas.assinaturas):
        return EstadoDoInstrumento.PARCIAL
    if _ja(marcas.disponivel_em, hoje):
        return EstadoDoInstrumento.LIBERADO
    if _ja(marcas.juridico_em, hoje):
        return EstadoDoInstrumento.EM_ANALISE
    return EstadoDoInstrumento.MINUTA


def somar_meses(dia: date, meses: int) -> date:
    """O mesmo dia, tantos meses depois; se o mês é mais curto, o último dele."""
    anos, mes = divmod(dia.month - 1 + meses, 12)
    ano = dia.year + anos
    return date(ano, mes + 1, min(dia.day, monthrange(ano, mes + 1)[1]))


def _ja(dia: date | None, hoje: date) -> bool:
    return dia is not None and dia <= hoje
