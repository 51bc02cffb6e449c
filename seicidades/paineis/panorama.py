"""O Estado num olhar: o nível de cada município, contagens e tempo em cada etapa."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from statistics import median

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import EtapaDaImplantacao, Implantacao
from seicidades.fluxo.nucleo.estado import SituacaoDaImplantacao
from seicidades.municipios.calendario import calendarios_dos_municipios
from seicidades.municipios.mapa import cartograma, mapa
from seicidades.municipios.models import Municipio, Orgao

FORA = {SituacaoDaImplantacao.SUSPENSA: "suspensa", SituacaoDaImplantacao.DESISTENTE: "desistente"}
LADO_DO_QUADRADO = 26
METROPOLITANA = "3515"
FOLGA_DO_RECORTE = 60


@dataclass(frozen=True)
class Nivel:
    """Um degrau da escala da jornada: a mesma cor, palavra e ordem em toda parte."""

    chave: str
    titulo: str
    filtro: str


@dataclass(frozen=True)
class Lugar:
    """Um município no mapa e no cartograma."""

    codigo: str
    nome: str
    sigla: str
    nivel: Nivel
    parada: str
    vez: str
    url: str
    x: int
    y: int

    @property
    def frase(self) -> str:
        parada = f", {self.parada}" if self.parada else ""
        return f"{self.nome}: {self.nivel.titulo.lower()}{parada}"


def niveis() -> list[Nivel]:
    """Não começou, cada etapa principal e habilitada."""
    etapas = roteiro_do_codigo().principais
    return [
        Nivel("e0", "Não começou", ""),
        *(
            Nivel(f"e{e.ordem}", f"{e.ordem}. {e.titulo}", f"gerente=&etapa={e.chave}")
            for e in etapas
        ),
        Nivel("e6", "Habilitada", "gerente=&situacao=habilitada"),
    ]


def lugares() -> list[Lugar]:
    """Os 645, com o que se sabe de cada um. Duas consultas."""
    escala = niveis()
    andando = {
        i.orgao.municipio_id: i
        for i in Implantacao.objects.filter(orgao__tipo=Orgao.Tipo.PREFEITURA).select_related(
            "orgao"
        )
    }
    posicoes = cartograma()
    return [
        _lugar(m, andando.get(m.pk), escala, posicoes.get(m.codigo_ibge, (0, 0)))
        for m in Municipio.objects.all()
        if m.codigo_ibge in posicoes
    ]


def _lugar(
    municipio: Municipio, implantacao: Implantacao | None, escala: list[Nivel], posicao
) -> Lugar:
    nivel = escala[0]
    if implantacao is not None:
        nivel = escala[min(implantacao.ordem_atual, len(escala) - 1)]
    return Lugar(
        codigo=municipio.codigo_ibge,
        nome=municipio.nome,
        sigla=sigla(municipio.nome),
        nivel=nivel,
        parada=FORA.get(implantacao.situacao, "") if implantacao else "",
        vez=implantacao.vez_de if implantacao else "",
        url=reverse("fluxo:cidade", args=[implantacao.pk]) if implantacao else "",
        x=posicao[0] * LADO_DO_QUADRADO,
        y=posicao[1] * LADO_DO_QUADRADO,
    )


def sigla(nome: str) -> str:
    """Três letras para caber no quadrado: iniciais, ou o começo do nome."""
    palavras = [p for p in nome.replace("-", " ").split() if p[0].isupper()]
    if len(palavras) >= 3:
        return "".join(p[0] for p in palavras[:3])
    return nome[:3] if len(palavras) == 1 else palavras[0][0] + palavras[1][:2]


def legenda(todos: Iterable[Lugar]) -> list[dict]:
    """Cada nível com quantos municípios tem e o enlace para a lista."""
    contagem = Counter(lugar.nivel.chave for lugar in todos)
    carteira = reverse("paineis:carteira")
    return [
        {
            "nivel": nivel,
            "quantos": contagem[nivel.chave],
            "url": f"{carteira}?{nivel.filtro}" if nivel.filtro else "",
        }
        for nivel in niveis()
    ]


def por_regiao(todos: Iterable[Lugar]) -> dict:
    """A tabela gêmea do mapa: mesorregião por nível, com totais."""
    regioes = dict(Municipio.objects.values_list("codigo_ibge", "mesorregiao"))
    escala = niveis()
    contagem: dict[str, Counter] = {}
    for lugar in todos:
        contagem.setdefault(regioes[lugar.codigo], Counter())[lugar.nivel.chave] += 1
    linhas = [
        {
            "regiao": regiao,
            "celulas": [contagem[regiao][n.chave] for n in escala],
            "total": contagem[regiao].total(),
        }
        for regiao in sorted(contagem)
    ]
    totais = [sum(linha["celulas"][n] for linha in linhas) for n in range(len(escala))]
    return {"niveis": escala, "linhas": linhas, "totais": totais, "total": sum(totais)}


def caixas() -> dict[str, str]:
    """As janelas de desenho: o Estado, o recorte metropolitano e o cartograma."""
    geometria = mapa()
    x0, y0, x1, y1 = geometria.mesorregioes[METROPOLITANA].caixa
    f = FOLGA_DO_RECORTE
    quadrados = cartograma().values()
    largura = (max(x for x, _ in quadrados) + 1) * LADO_DO_QUADRADO
    altura = (max(y for _, y in quadrados) + 1) * LADO_DO_QUADRADO
    return {
        "estado": geometria.view_box,
        "metropolitana": f"{x0 - f} {y0 - f} {x1 - x0 + 2 * f} {y1 - y0 + 2 * f}",
        "quadrados": f"-2 -2 {largura + 4} {altura + 4}",
    }


# Tempo em cada etapa


@dataclass(frozen=True)
class Idade:
    """Há quantos dias úteis uma cidade está na etapa atual."""

    cidade: str
    url: str
    dias: int
    vez: str
    vez_de: str


@dataclass(frozen=True)
class IdadesDaEtapa:
    """As idades de uma etapa e onde fica o meio e a cauda."""

    titulo: str
    chave: str
    idades: tuple[Idade, ...]
    p50: int
    p85: int
    maximo: int
    conosco: int

    @property
    def pontos(self) -> list[dict]:
        """Posição de cada cidade no gráfico, de 0 a 1000; empilha quem coincide."""
        vistos: Counter = Counter()
        pontos = []
        for idade in self.idades:
            x = self.x(idade.dias)
            pontos.append({"x": x, "y": 44 - 9 * min(vistos[x], 4), "idade": idade})
            vistos[x] += 1
        return pontos

    def x(self, dias: int) -> int:
        return 10 + round(980 * dias / max(self.maximo, 1))

    @property
    def x50(self) -> int:
        return self.x(self.p50)

    @property
    def x85(self) -> int:
        return self.x(self.p85)


def idades_por_etapa(implantacoes, hoje: date) -> list[IdadesDaEtapa]:
    """Quem está em cada etapa e há quanto tempo. Duas consultas."""
    abertura = EtapaDaImplantacao.objects.filter(
        implantacao=OuterRef("pk"), chave=OuterRef("etapa_atual")
    ).order_by()
    andando = list(
        implantacoes.filter(situacao=SituacaoDaImplantacao.EM_ANDAMENTO)
        .select_related("orgao__municipio")
        .annotate(aberta_em=Subquery(abertura.values("aberta_em")))
    )
    calendarios = calendarios_dos_municipios(i.orgao.municipio_id for i in andando)
    por_etapa: dict[str, list[Idade]] = {}
    for i in andando:
        if i.aberta_em:
            dias = calendarios[i.orgao.municipio_id].contar(i.aberta_em, hoje)
            idade = Idade(
                cidade=i.orgao.municipio.nome,
                url=reverse("fluxo:cidade", args=[i.pk]),
                dias=dias,
                vez=i.vez_de,
                vez_de=i.get_vez_de_display(),
            )
            por_etapa.setdefault(i.etapa_atual, []).append(idade)
    maximo = max((x.dias for lista in por_etapa.values() for x in lista), default=0)
    return [
        _idades(e.titulo, e.chave, por_etapa.get(e.chave, []), maximo)
        for e in roteiro_do_codigo().principais
    ]


def _idades(titulo: str, chave: str, idades: list[Idade], maximo: int) -> IdadesDaEtapa:
    ordenadas = tuple(sorted(idades, key=lambda x: (-x.dias, x.cidade)))
    dias = sorted(x.dias for x in idades)
    return IdadesDaEtapa(
        titulo=titulo,
        chave=chave,
        idades=ordenadas,
        p50=round(median(dias)) if dias else 0,
        p85=percentil(dias, 85),
        maximo=maximo,
        conosco=sum(x.vez == "prodesp" for x in idades),
    )


def percentil(ordenados: list[int], p: int) -> int:
    """O menor valor que cobre p% da lista; zero, se vazia."""
    if not ordenados:
        return 0
    return ordenados[max(ceil(len(ordenados) * p / 100) - 1, 0)]
