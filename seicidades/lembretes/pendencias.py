"""O que cada pessoa tem a fazer e que prazo se lembra hoje, calculado do retrato do dia."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from seicidades.comum.formatos import data_curta
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.compromissos import Compromisso
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO, MOTIVOS_DE_AJUDA
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDoItem
from seicidades.lembretes.escada import (
    ANTES_DIAS_UTEIS,
    DEGRAUS,
    Momento,
    Passo,
    devido,
    subir,
)
from seicidades.lembretes.mundo import ANDAM, LinhaDaEtapa, LinhaDoItem, Lugar, Mundo
from seicidades.municipios.calendario import calendario_do_estado


@dataclass(slots=True)
class Pendencia:
    """Algo a fazer por quem exerce um papel.

    Args:
        assunto: o item; `analise:`, `ajuda:` e afins para o que não é item.
        pagina: nome de URL e argumentos.
        escada: passado o prazo, sobe a escada; senão, só se lembra a quem faz.
        compromisso: `prazo` é o dia de lembrar, e não o de fazer; lembra-se uma vez.
        desempate: o que vem antes quando o prazo é igual.
    """

    lugar: Lugar
    assunto: str
    papel: Papel
    titulo: str
    pagina: tuple[str, tuple]
    botao: str = "Fazer agora"
    por_que: str = ""
    prazo: date | None = None
    corrigir: bool = False
    escada: bool = False
    compromisso: bool = False
    desempate: int = 0

    @property
    def chave(self) -> tuple[int, str, date]:
        return (self.lugar.pk, self.assunto, self.prazo)

    def vencida(self, hoje: date) -> bool:
        return self.prazo is not None and self.prazo < hoje and not self.compromisso


@dataclass(slots=True)
class Entrada:
    """Uma linha da mensagem de uma pessoa; com `momento`, há um prazo a lembrar hoje."""

    pessoa: int
    pendencia: Pendencia
    momento: Momento | None = None
    passos: tuple[Passo, ...] = ()

    def urgencia(self, hoje: date) -> tuple:
        p = self.pendencia
        return (
            self.momento is None,
            not p.vencida(hoje),
            not p.corrigir,
            p.prazo or date.max,
            p.desempate,
            p.lugar.cidade,
            p.assunto,
        )


# --- O que há por fazer -----------------------------------------------------------------


def pendencias(mundo: Mundo) -> Iterator[Pendencia]:
    """Tudo o que espera alguém, de todas as implantações."""
    for item in mundo.itens:
        if _vale_lembrar(mundo, item):
            yield _do_item(mundo, item)
    for etapa in mundo.etapas.values():
        yield from _da_etapa(mundo, etapa)
    for lugar in mundo.lugares.values():
        yield from _do_lugar(mundo, lugar)
    for compromisso in mundo.compromissos:
        p = _do_compromisso(mundo.lugares[compromisso.implantacao], compromisso)
        if p.lugar.situacao in ANDAM and p.chave not in mundo.lembrados:
            yield p


def _do_compromisso(lugar: Lugar, compromisso: Compromisso) -> Pendencia:
    return Pendencia(
        lugar=lugar,
        assunto=compromisso.chave,
        papel=compromisso.papel,
        titulo=compromisso.texto,
        pagina=(compromisso.pagina, (lugar.pk,)),
        botao="Abrir",
        prazo=compromisso.data,
        compromisso=True,
    )


def _vale_lembrar(mundo: Mundo, item: LinhaDoItem) -> bool:
    """Com a vez do lado de quem faz; depois de habilitada, só os da trilha."""
    lugar = mundo.lugares[item.implantacao_id]
    etapa = mundo.etapas[lugar.pk, item.etapa]
    if lugar.situacao not in ANDAM:
        return False
    if lugar.situacao == "habilitada" and not etapa.trilha:
        return False
    return etapa.trilha or item.lado != Lado.MUNICIPIO or lugar.vez_de == Lado.MUNICIPIO


def _do_item(mundo: Mundo, item: LinhaDoItem) -> Pendencia:
    lugar = mundo.lugares[item.implantacao_id]
    definicao = mundo.roteiros[lugar.versao_id].itens[item.chave]
    corrigir = item.situacao == SituacaoDoItem.A_CORRIGIR
    pagina = (definicao.pagina, (lugar.pk,))
    return Pendencia(
        lugar=lugar,
        assunto=item.chave,
        papel=Papel(item.papel),
        titulo=definicao.titulo,
        pagina=pagina if definicao.pagina else ("fluxo:item", (lugar.pk, item.chave)),
        botao="Corrigir" if corrigir else "Fazer agora",
        por_que="A Prodesp pediu correção." if corrigir else definicao.ajuda,
        prazo=item.prazo,
        corrigir=corrigir,
        escada=item.lado == Lado.MUNICIPIO,
        desempate=item.ordem,
    )


def _da_etapa(mundo: Mundo, etapa: LinhaDaEtapa) -> Iterator[Pendencia]:
    lugar = mundo.lugares[etapa.implantacao_id]
    if lugar.situacao not in ANDAM:
        return
    definicao = mundo.roteiros[lugar.versao_id].por_chave[etapa.chave]
    pronta = etapa.itens_total == etapa.itens_resolvidos
    em_analise = etapa.situacao == SituacaoDaEtapa.EM_ANALISE
    if em_analise or (pronta and etapa.situacao == SituacaoDaEtapa.A_RECONFIRMAR):
        yield Pendencia(
            lugar=lugar,
            assunto=f"analise:{etapa.chave}",
            papel=Papel.GERENTE,
            titulo=f"Analisar a etapa {definicao.titulo}",
            pagina=("fluxo:analise", (lugar.pk, etapa.chave)),
            botao="Abrir a análise",
            por_que="A cidade enviou e espera resposta.",
            prazo=etapa.responder_ate,
        )
    elif pronta and (etapa.trilha or lugar.vez_de == Lado.MUNICIPIO):
        yield Pendencia(
            lugar=lugar,
            assunto=f"envio:{etapa.chave}",
            papel=definicao.papel_de_envio,
            titulo=f"Enviar a etapa {definicao.titulo}",
            pagina=("fluxo:etapa", (lugar.pk, etapa.chave)),
            botao="Conferir e enviar",
            por_que="Está tudo pronto. Falta conferir e enviar para análise.",
            corrigir=True,
        )


def _do_lugar(mundo: Mundo, lugar: Lugar) -> Iterator[Pendencia]:
    """Pedidos de ajuda e retomadas, que são da gerência."""
    da_gerencia = {"lugar": lugar, "papel": Papel.GERENTE, "pagina": ("fluxo:cidade", (lugar.pk,))}
    if lugar.situacao not in ANDAM:
        if lugar.retomar_em and lugar.retomar_em <= mundo.hoje:
            yield Pendencia(
                **da_gerencia,
                assunto="retomada",
                titulo="Retomar a implantação suspensa",
                botao="Abrir a cidade",
                por_que="Chegou o dia combinado para retomar.",
                prazo=lugar.retomar_em,
            )
        return
    for seq, bloqueio in sorted((lugar.bloqueios or {}).items()):
        motivo = bloqueio.get("motivo", "")
        if bloqueio.get("dono") == Lado.PRODESP and motivo != FATO_PERDIDO:
            yield Pendencia(
                **da_gerencia,
                assunto=f"ajuda:{seq}",
                titulo="Responder ao pedido de ajuda",
                botao="Abrir o pedido",
                por_que=f"{MOTIVOS_DE_AJUDA.get(motivo, 'Há um impedimento com a Prodesp')}.",
                corrigir=True,
            )


# --- A quem lembrar ---------------------------------------------------------------------


def passos_de(mundo: Mundo, p: Pendencia) -> tuple[Passo, ...]:
    """A escada da pendência, com o que já saiu, o que está retido e quem falta."""
    degraus = DEGRAUS if p.escada else DEGRAUS[:1]
    pulados = _sem_quem_receba(mundo, p, degraus).union(mundo.retidos.get(p.chave, ()))
    dados = mundo.lembrados.get(p.chave, {})
    return subir(p.prazo, mundo.hoje, mundo.calendario(p.lugar), dados, pulados, degraus)


def dia_de_antes(mundo: Mundo, p: Pendencia) -> date | None:
    """O dia do lembrete de antes, se ainda não saiu e ainda cabe."""
    if p.prazo < mundo.hoje or Momento.ANTES in mundo.lembrados.get(p.chave, {}):
        return None
    calendario = mundo.calendario(p.lugar)
    return max(calendario.somar(p.prazo, -ANTES_DIAS_UTEIS), calendario.proximo_util(mundo.hoje))


def quem_recebe(mundo: Mundo, p: Pendencia, momento: Momento) -> int | None:
    """A pessoa do degrau; `None` se não há."""
    lugares = mundo.quem(p.lugar, p.papel)
    if momento == Momento.SUPLENTE:
        return lugares.suplente if lugares.titular else None
    if momento == Momento.GERENTE:
        return mundo.quem(p.lugar, Papel.GERENTE).quem_faz
    if momento == Momento.GABINETE:
        return mundo.quem(p.lugar, Papel.REPRESENTANTE).titular
    return lugares.quem_faz


def _sem_quem_receba(mundo: Mundo, p: Pendencia, degraus: Iterable[Momento]) -> set[Momento]:
    """Degraus vagos, de quem pediu pausa ou de quem já foi lembrado noutro papel."""
    pulados, vistos = set(), {None}
    for momento in degraus:
        pessoa = quem_recebe(mundo, p, momento)
        if pessoa in vistos or pessoa in mundo.pausados:
            pulados.add(momento)
        vistos.add(pessoa)
    return pulados


def entradas(mundo: Mundo) -> dict[int, list[Entrada]]:
    """As linhas de cada pessoa, hoje. Quem está de folga ou em pausa não aparece."""
    por_pessoa: dict[int, list[Entrada]] = defaultdict(list)
    vagos: set[tuple[int, Papel]] = set()
    for p in mundo.pendentes:
        for entrada in _da_pendencia(mundo, p):
            por_pessoa[entrada.pessoa].append(entrada)
        if p.escada and mundo.quem(p.lugar, p.papel).quem_faz is None:
            vagos.add((p.lugar.pk, p.papel))
    for pk, papel in sorted(vagos):
        for entrada in _da_pendencia(mundo, _papel_vago(mundo.lugares[pk], papel)):
            por_pessoa[entrada.pessoa].append(entrada)
    return por_pessoa


def _papel_vago(lugar: Lugar, papel: Papel) -> Pendencia:
    return Pendencia(
        lugar=lugar,
        assunto=f"vago:{papel.value}",
        papel=Papel.GERENTE,
        titulo=f"Designar quem exerce o papel de {papel.rotulo}",
        pagina=("contas:pessoas", (lugar.orgao_id,)),
        botao="Ver as pessoas",
        por_que="Há tarefa aberta neste papel e ninguém que a receba.",
    )


def _da_pendencia(mundo: Mundo, p: Pendencia) -> Iterator[Entrada]:
    if not _ha_expediente(mundo, p):
        return
    momento, passos = _a_lembrar(mundo, p)
    dono = mundo.quem(p.lugar, p.papel).quem_faz
    de_quem_faz = momento in (None, Momento.ANTES, Momento.TITULAR, Momento.COMPROMISSO)
    if dono is not None and dono not in mundo.pausados:
        yield Entrada(dono, p, momento if de_quem_faz else None, passos)
    if not de_quem_faz:
        yield Entrada(quem_recebe(mundo, p, momento), p, momento, passos)


def _ha_expediente(mundo: Mundo, p: Pendencia) -> bool:
    da_gerencia = p.papel == Papel.GERENTE
    calendario = calendario_do_estado() if da_gerencia else mundo.calendario(p.lugar)
    return calendario.eh_util(mundo.hoje)


def _a_lembrar(mundo: Mundo, p: Pendencia) -> tuple[Momento | None, tuple[Passo, ...]]:
    """O momento que cabe hoje e, vencido o prazo, a escada."""
    if p.prazo is None:
        return None, ()
    if p.compromisso:
        return Momento.COMPROMISSO, ()
    if p.prazo >= mundo.hoje:
        perto = p.prazo <= mundo.avisa_antes_ate(p.lugar)
        novo = perto and Momento.ANTES not in mundo.lembrados.get(p.chave, ())
        return (Momento.ANTES if novo else None), ()
    passos = passos_de(mundo, p)
    return devido(passos, mundo.hoje), passos


def prazo_em_palavras(p: Pendencia, hoje: date) -> str:
    if p.prazo is None or p.compromisso:
        return ""
    if p.prazo < hoje:
        return f"o prazo passou em {data_curta(p.prazo)}"
    return "o prazo é hoje" if p.prazo == hoje else f"até {data_curta(p.prazo)}"
