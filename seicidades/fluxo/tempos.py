"""Os tempos de uma implantação para quem lê: frase, barra, tabelas e planilha."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from seicidades.comum import escrita_csv
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.comum.papeis import Lado
from seicidades.fluxo.models import Andamento, Implantacao, VersaoDoRoteiro
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO, MOTIVOS_DE_BLOQUEIO
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Roteiro
from seicidades.fluxo.nucleo.eventos import Evento, TipoDeEvento
from seicidades.fluxo.nucleo.relogios import Causa, Razao
from seicidades.fluxo.nucleo.tempos import Tramo, dias_por, tramos

CAUSAS = {
    Causa.ITENS: "itens por fazer",
    Causa.CORRECAO: "correção do que voltou",
    Causa.ENVIO: "tudo pronto, por enviar",
    Causa.DEPENDENCIA: "à espera de outro item",
    Causa.ANALISE: "análise",
    Causa.RECONFIRMACAO: "reconfirmação",
    Causa.DISPENSA: "dispensa por decidir",
    Causa.PRODUCAO: "entrada em produção por decidir",
    Causa.IMPEDIMENTO: "impedimento",
    Causa.SUSPENSAO: "suspensão",
    Causa.DESISTENCIA: "desistência",
    Causa.TRILHA_FECHADA: "ainda não começou",
    Causa.CONCLUIDA: "já concluída",
    Causa.ANTES_DA_CARGA: "antes da carga, sem registro",
}
_COM_QUEM = {
    Lado.MUNICIPIO: "com o município",
    Lado.PRODESP: "com a Prodesp",
    Lado.SGGD: "com a SGGD",
    Lado.TERCEIRO: "com outro órgão",
    Lado.NINGUEM: "com ninguém",
    Lado.DESCONHECIDO: "sem registro de quem tinha a vez",
}
LARGURA = 1000
COLUNAS = (
    "Código IBGE",
    "Cidade",
    "Órgão",
    "Linha",
    "Etapa",
    "De quem era a vez",
    "Causa",
    "Dias",
    "Dias decorridos",
    "Contados desde",
)


def dias_texto(dias: int) -> str:
    return f"{dias} dia{'' if dias == 1 else 's'}"


def causa_por_extenso(razao: Razao) -> str:
    if razao.causa != Causa.IMPEDIMENTO:
        return CAUSAS[razao.causa]
    if razao.motivo == FATO_PERDIDO:
        return "impedimento: item que deixou de valer"
    motivo = MOTIVOS_DE_BLOQUEIO.get(razao.motivo, razao.motivo)
    return f"impedimento: {motivo[:1].lower()}{motivo[1:]}"


@dataclass(frozen=True)
class Parcela:
    """Um dono na barra e na tabela; `x` e `largura` em milésimos da barra."""

    lado: str
    rotulo: str
    dias: int
    parte: str
    x: int
    largura: int


@dataclass(frozen=True)
class LinhaDeTempo:
    """Uma linha da tabela: etapa, dono, causa e dias."""

    etapa: str
    lado: str
    dono: str
    causa: str
    dias: int


class Tempos:
    """Os tramos de uma linha do roteiro, prontos para mostrar."""

    def __init__(self, roteiro: Roteiro, linha: str, todos: Iterable[Tramo]):
        self.roteiro = roteiro
        self.linha = linha
        self.tramos = [t for t in todos if t.linha == linha]
        self.dias = sum(t.dias for t in self.tramos)
        self.desde = self.tramos[0].de if self.tramos else None
        self.por_lado = dias_por(self.tramos, lambda t: t.razao.lado)

    @property
    def titulo(self) -> str:
        return "Linha principal" if self.linha == PRINCIPAL else self._etapa(self.linha)

    @property
    def frase(self) -> str:
        """«Desde o início, em 02/03/2026: 84 dias. 51 com o município e 33 com a Prodesp.»"""
        if not self.tramos:
            return "A contagem começou hoje: ainda não há dias para contar."
        partes = [
            f"{dias} {_COM_QUEM[lado]}{self._entre_parenteses(lado)}"
            for lado, dias in self.por_lado.most_common()
        ]
        inicio = f"Desde o início, em {data_curta(self.desde)}: {dias_texto(self.dias)}."
        return f"{inicio} {lista_e(partes)}."

    def _entre_parenteses(self, lado: Lado) -> str:
        """Sem ninguém na vez, diz por quê."""
        if lado != Lado.NINGUEM:
            return ""
        deles = (t for t in self.tramos if t.razao.lado == lado)
        causas = dias_por(deles, lambda t: CAUSAS[t.razao.causa])
        if len(causas) == 1:
            return f" ({next(iter(causas))})"
        return f" ({'; '.join(f'{causa}: {dias}' for causa, dias in causas.items())})"

    @property
    def parcelas(self) -> list[Parcela]:
        """Na ordem de sempre, sem quem não teve a vez. As larguras somam a barra."""
        parcelas, contados = [], 0
        for lado in Lado:
            if dias := self.por_lado.get(lado):
                x = contados * LARGURA // self.dias
                contados += dias
                largura = contados * LARGURA // self.dias - x
                parte = _parte(dias, self.dias)
                parcelas.append(Parcela(lado.value, lado.rotulo, dias, parte, x, largura))
        return parcelas

    @property
    def linhas(self) -> list[LinhaDeTempo]:
        """Etapa, dono e causa, na ordem do roteiro e da história."""
        dias = dias_por(self.tramos, lambda t: t.razao)
        ordem = [e.chave for e in self.roteiro.linhas[self.linha]]
        razoes = sorted(dias, key=lambda r: ordem.index(r.etapa) if r.etapa in ordem else -1)
        razoes.sort(key=lambda r: r.causa == Causa.CONCLUIDA)
        return [self._linha(razao, dias[razao]) for razao in razoes]

    def _linha(self, razao: Razao, dias: int) -> LinhaDeTempo:
        return LinhaDeTempo(
            etapa=self._etapa(razao.etapa),
            lado=razao.lado.value,
            dono=razao.lado.rotulo,
            causa=causa_por_extenso(razao),
            dias=dias,
        )

    def _etapa(self, chave: str) -> str:
        etapa = self.roteiro.por_chave.get(chave)
        return etapa.titulo if etapa else "nenhuma"

    @property
    def por_etapa(self) -> dict:
        """Etapas nas linhas, donos nas colunas, totais à direita e embaixo."""
        donos = [p.lado for p in self.parcelas]
        dias = dias_por(self.tramos, lambda t: (t.razao.etapa, t.razao.lado.value))
        chaves = [e.chave for e in self.roteiro.linhas[self.linha]]
        chaves = [c for c in ("", *chaves) if any(etapa == c for etapa, _ in dias)]
        return {
            "donos": [Lado(lado).rotulo for lado in donos],
            "linhas": [
                {
                    "etapa": self._etapa(chave),
                    "dias": [dias[chave, lado] for lado in donos],
                    "total": sum(dias[chave, lado] for lado in donos),
                }
                for chave in chaves
            ],
            "totais": [p.dias for p in self.parcelas],
            "total": self.dias,
        }

    @property
    def historia(self) -> list[dict]:
        """Cada tramo, do primeiro ao de agora."""
        return [
            {"de": t.de, "ate": t.ate, "linha": self._linha(t.razao, t.dias)} for t in self.tramos
        ]


def _parte(dias: int, total: int) -> str:
    parte = round(dias * 100 / total)
    return "menos de 1%" if not parte else f"{parte}%"


def de_uma(roteiro: Roteiro, eventos: Iterable[Evento], hoje: date) -> list[Tempos]:
    """Os tempos da linha principal e de cada trilha."""
    todos = tramos(roteiro, eventos, hoje)
    return [Tempos(roteiro, linha, todos) for linha in roteiro.linhas]


# Planilha


def planilha(implantacao: Implantacao, tempos: Iterable[Tempos]) -> Iterator[str]:
    """O CSV de uma cidade."""
    return escrita_csv.em_csv(COLUNAS, _registros(implantacao, tempos))


def planilha_da_carteira(implantacoes: QuerySet[Implantacao], hoje: date) -> Iterator[str]:
    """O CSV de muitas cidades, em três consultas; o registro passa sem caber na memória."""
    return escrita_csv.em_csv(COLUNAS, _da_carteira(implantacoes, hoje))


def _da_carteira(implantacoes: QuerySet[Implantacao], hoje: date) -> Iterator[tuple]:
    cidades = {i.pk: i for i in implantacoes.order_by()}
    roteiros = {v.pk: v.roteiro for v in VersaoDoRoteiro.objects.all()}
    for pk, eventos in groupby(_registro_enxuto(implantacoes), lambda par: par[0]):
        if cidade := cidades.get(pk):
            dela = (evento for _, evento in eventos)
            yield from _registros(cidade, de_uma(roteiros[cidade.versao_id], dela, hoje))


def _registro_enxuto(implantacoes: QuerySet[Implantacao]) -> Iterator[tuple[int, Evento]]:
    """Só o que a conta dos dias lê, cidade por cidade."""
    andamentos = (
        Andamento.objects.filter(implantacao__in=implantacoes.order_by().values("pk"))
        .order_by("implantacao__orgao__municipio__nome_de_busca", "implantacao", "seq")
        .values_list("implantacao", "tipo", "seq", "registrado_em", "ocorreu_em", "dados__depois")
    )
    for pk, tipo, seq, registrado_em, ocorreu_em, depois in andamentos.iterator(chunk_size=2000):
        dados: Mapping = {"depois": depois}
        yield pk, Evento(TipoDeEvento(tipo), seq, registrado_em, ocorreu_em, dados=dados)


def _registros(implantacao: Implantacao, tempos: Iterable[Tempos]) -> Iterator[tuple]:
    orgao = implantacao.orgao
    lugar = (orgao.municipio.codigo_ibge, orgao.municipio.nome, orgao.nome)
    for conta in tempos:
        for x in conta.linhas:
            contagem = (x.dias, conta.dias, conta.desde)
            yield (*lugar, conta.titulo, x.etapa, x.dono, x.causa, *contagem)
