"""Os cinco atos da gestão documental, em ordem: o que cada um pede e em que pé está."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from regulamentacao.models import (
    POR_ATIVIDADE,
    AtoDaTrilha,
    AtoNormativo,
    CombinadoDoAto,
    Finalidade,
)
from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.formatos import data_curta
from seicidades.comum.papeis import Papel
from seicidades.documentos.declaracao import Falta
from seicidades.fluxo.declaracao import Fato
from seicidades.fluxo.nucleo.estado import RESOLVIDOS, Estado
from seicidades.fluxo.saude import PARADAS, Saude, saude_ate

TRILHA = "gestao_documental"
RESPONSAVEL_DE_SEMPRE = Papel.GESTOR_DOCUMENTAL


@dataclass(frozen=True, slots=True)
class Ato:
    """Um dos cinco.

    Args:
        finalidades: os registros que o comprovam, um item para cada; o edital não tem item.
        documento: o código do modelo que o programa preenche.
    """

    chave: AtoDaTrilha
    titulo: str
    para_que: str
    finalidades: tuple[Finalidade, ...]
    documento: str

    @property
    def itens(self) -> tuple[str, ...]:
        sem_item = Finalidade.EDITAL_DE_ELIMINACAO
        return tuple(f.value for f in self.finalidades if f != sem_item)

    @property
    def facultativo(self) -> bool:
        """Só se faz quando há o que eliminar: não conta para a trilha."""
        return not self.itens


ATOS = (
    Ato(
        AtoDaTrilha.LEI,
        "Lei do arquivo público",
        "Cria a instituição que cuida dos documentos. A prefeita ou o prefeito envia o projeto "
        "à Câmara, com uma mensagem que o explica.",
        (Finalidade.LEI_DO_ARQUIVO,),
        "lei_do_arquivo_publico",
    ),
    Ato(
        AtoDaTrilha.SISTEMA,
        "Decreto do sistema municipal de arquivos",
        "Diz como o arquivo público e os arquivos das secretarias trabalham juntos.",
        (Finalidade.SISTEMA_DE_ARQUIVOS,),
        "decreto_do_sistema_de_arquivos",
    ),
    Ato(
        AtoDaTrilha.COMISSAO,
        "Portaria da comissão de avaliação",
        "Nomeia o grupo que estuda os documentos e propõe por quanto tempo guardar cada um.",
        (Finalidade.COMISSAO_DE_AVALIACAO,),
        "portaria_da_comissao_de_avaliacao",
    ),
    Ato(
        AtoDaTrilha.INSTRUMENTOS,
        "Decreto do plano de classificação e da tabela de temporalidade",
        "Publica o que a comissão propôs, depois que o arquivo público aprovou. Pode sair num "
        "decreto só ou em vários.",
        (Finalidade.PLANO_DE_CLASSIFICACAO, Finalidade.TABELA_DE_TEMPORALIDADE),
        "decreto_do_plano_e_da_tabela",
    ),
    Ato(
        AtoDaTrilha.EDITAL,
        "Edital de ciência de eliminação",
        "Avisa a população antes de eliminar documentos que já cumpriram o prazo de guarda. Só "
        "existe com a tabela publicada, e só se faz quando há o que eliminar.",
        (Finalidade.EDITAL_DE_ELIMINACAO,),
        "edital_de_ciencia_de_eliminacao",
    ),
)
POR_CHAVE = {ato.chave.value: ato for ato in ATOS}
POR_FINALIDADE = {f: ato for ato in ATOS for f in ato.finalidades}


# --- A ordem

_FALTAS = {
    Finalidade.LEI_DO_ARQUIVO: Falta(
        "A lei que cria o arquivo público ainda não consta como publicada.",
        "Registre a lei e a publicação dela.",
        "regulamentacao:lei_do_arquivo",
    ),
    Finalidade.SISTEMA_DE_ARQUIVOS: Falta(
        "O decreto do sistema municipal de arquivos ainda não consta como publicado.",
        "Registre o decreto e a publicação dele.",
        "regulamentacao:sistema_de_arquivos",
    ),
    Finalidade.COMISSAO_DE_AVALIACAO: Falta(
        "A portaria da comissão de avaliação ainda não consta como publicada.",
        "Registre a portaria e a publicação dela.",
        "regulamentacao:comissao_de_avaliacao",
    ),
    Finalidade.PLANO_DE_CLASSIFICACAO: Falta(
        "O plano de classificação ainda não consta como aprovado e publicado.",
        "Registre o ato, a aprovação do arquivo público e a publicação.",
        "regulamentacao:plano_de_classificacao",
    ),
    Finalidade.TABELA_DE_TEMPORALIDADE: Falta(
        "A tabela de temporalidade ainda não consta como aprovada e publicada, e sem ela nada "
        "se elimina.",
        "Registre o ato, a aprovação do arquivo público e a publicação.",
        "regulamentacao:tabela_de_temporalidade",
    ),
}


def publicadas(atos: Iterable[AtoNormativo]) -> set[str]:
    """As finalidades com ato publicado; plano e tabela, também aprovados, de meio ou de fim."""
    return {
        ato.finalidade
        for ato in atos
        if ato.publicado_em
        and (ato.aprovado_pelo_arquivo_em or ato.finalidade not in POR_ATIVIDADE)
    }


def faltas_do_ato(ato: Ato, ja_publicadas: Collection[str]) -> list[Falta]:
    """O que precisa existir antes dele, tudo de uma vez, na ordem em que se faz."""
    anteriores = ATOS[: ATOS.index(ato)]
    return [
        _FALTAS[finalidade]
        for anterior in anteriores
        for finalidade in anterior.finalidades
        if finalidade not in ja_publicadas
    ]


_NOMES = {
    Finalidade.LEI_DO_ARQUIVO: "a lei do arquivo público",
    Finalidade.SISTEMA_DE_ARQUIVOS: "o decreto do sistema de arquivos",
    Finalidade.COMISSAO_DE_AVALIACAO: "a portaria da comissão",
    Finalidade.PLANO_DE_CLASSIFICACAO: "o ato do plano de classificação",
    Finalidade.TABELA_DE_TEMPORALIDADE: "o ato da tabela de temporalidade",
    Finalidade.EDITAL_DE_ELIMINACAO: "o edital de eliminação",
}


def avisos_de_ordem(
    atos: Iterable[AtoNormativo], finalidade: Finalidade | None = None
) -> list[str]:
    """Datas que contrariam a ordem: pode estar certo, se o município já tinha o ato.

    Args:
        finalidade: só o que diz respeito a esta.
    """
    posicao = {f: n for n, f in enumerate(Finalidade)}
    em_ordem = sorted(atos, key=lambda a: (posicao[a.finalidade], a.assinado_em, a.pk))
    pares = ((a, b) for a, b in combinations(em_ordem, 2) if a.finalidade != b.finalidade)
    return [
        _aviso(antes, depois)
        for antes, depois in pares
        if depois.assinado_em < antes.assinado_em
        and finalidade in (None, antes.finalidade, depois.finalidade)
    ]


def _aviso(antes: AtoNormativo, depois: AtoNormativo) -> str:
    frase = (
        f"{_NOMES[depois.finalidade]}, de {data_curta(depois.assinado_em)}, é anterior "
        f"{_com_a(_NOMES[antes.finalidade])}, de {data_curta(antes.assinado_em)}, que costuma vir "
        "antes. Se o município já tinha esse ato, está certo; senão, confira as duas datas."
    )
    return frase[0].upper() + frase[1:]


def _com_a(nome: str) -> str:
    """A preposição com o artigo: "à lei", "ao decreto"."""
    return f"à{nome[1:]}" if nome.startswith("a ") else f"a{nome}"


# --- Em que pé está


class Situacao(StrEnum):
    NAO_COMECOU = "nao_comecou"
    MINUTA = "minuta"
    ASSINADO = "assinado"
    PUBLICADO = "publicado"

    @property
    def rotulo(self) -> str:
        return _ROTULOS[self][0]

    @property
    def tipo(self) -> str:
        return _ROTULOS[self][1]


_ROTULOS = {
    Situacao.NAO_COMECOU: ("não começou", "neutro"),
    Situacao.MINUTA: ("minuta gerada", "info"),
    Situacao.ASSINADO: ("assinado", "info"),
    Situacao.PUBLICADO: ("publicado", "ok"),
}
# A do ato se diz no masculino; a da trilha, no feminino.
ROTULOS_DA_SAUDE = {saude: saude.rotulo for saude in Saude} | {
    Saude.ATRASADA: "atrasado",
    Saude.CONCLUIDA: "concluído",
}


@dataclass(frozen=True, slots=True)
class LinhaDoAto:
    """Um ato como a página o mostra."""

    numero: int
    ato: Ato
    situacao: Situacao
    saude: Saude | None
    detalhes: tuple[str, ...]
    responsavel: str
    combinado: CombinadoDoAto | None
    prazo: date | None
    faltas: tuple[Falta, ...]

    @property
    def saude_em_palavras(self) -> str:
        return ROTULOS_DA_SAUDE[self.saude] if self.saude else ""

    @property
    def completo(self) -> bool:
        return self.situacao == Situacao.PUBLICADO

    @property
    def cabe_combinar(self) -> bool:
        """O que se faz quantas vezes for preciso, como o edital, sempre pode ter um próximo."""
        return self.ato.facultativo or not self.completo

    @property
    def saude_a_mostrar(self) -> Saude | None:
        """A do que está por fazer; do publicado, a situação já diz."""
        return None if self.saude == Saude.CONCLUIDA else self.saude


@dataclass(frozen=True)
class Cidade:
    """O que já se leu dela, para montar os cinco sem mais consultas.

    Args:
        fatos: item → fato apurado agora.
        com_minuta: códigos dos documentos que já saíram.
        nomes: papel → quem o exerce.
    """

    estado: Estado
    calendario: Calendario
    hoje: date
    atos: Collection[AtoNormativo]
    combinados: Mapping[str, CombinadoDoAto]
    fatos: Mapping[str, Fato]
    com_minuta: Collection[str]
    nomes: Mapping[str, str]

    def linhas(self) -> list[LinhaDoAto]:
        return [self.linha(numero, ato) for numero, ato in enumerate(ATOS, start=1)]

    def linha(self, numero: int, ato: Ato) -> LinhaDoAto:
        combinado = self.combinados.get(ato.chave)
        situacao = self.situacao(ato)
        return LinhaDoAto(
            numero=numero,
            ato=ato,
            situacao=situacao,
            saude=self.saude(ato, situacao, combinado),
            detalhes=self.detalhes(ato),
            responsavel=quem_responde(combinado, self.nomes),
            combinado=combinado,
            prazo=self.prazo(ato),
            faltas=tuple(faltas_do_ato(ato, publicadas(self.atos))),
        )

    def situacao(self, ato: Ato) -> Situacao:
        registrados = [a for a in self.atos if a.finalidade in ato.finalidades]
        if self.completo(ato, registrados):
            return Situacao.PUBLICADO
        if registrados:
            return Situacao.ASSINADO
        return Situacao.MINUTA if ato.documento in self.com_minuta else Situacao.NAO_COMECOU

    def completo(self, ato: Ato, registrados: Collection[AtoNormativo]) -> bool:
        """O item pronto vale mesmo sem registro: veio de uma carga."""
        if ato.facultativo:
            return any(a.publicado_em for a in registrados)
        return all(
            self.fatos[item].satisfeito or self.estado.item(item).situacao in RESOLVIDOS
            for item in ato.itens
        )

    def detalhes(self, ato: Ato) -> tuple[str, ...]:
        if ato.facultativo:
            editais = [a for a in self.atos if a.finalidade in ato.finalidades]
            return tuple(map(_em_uma_frase, editais)) or ("Nenhum edital registrado.",)
        resumos = [self.fatos[item].resumo for item in ato.itens]
        if len(resumos) == 1:
            return tuple(resumos)
        nomes = [Finalidade(item).label.capitalize() for item in ato.itens]
        return tuple(f"{nome}: {resumo}" for nome, resumo in zip(nomes, resumos, strict=True))

    def prazo(self, ato: Ato) -> date | None:
        """O mais cedo dos itens que ainda correm."""
        dados = (self.estado.item(item) for item in ato.itens)
        return min(
            (d.prazo for d in dados if d.prazo and d.situacao not in RESOLVIDOS), default=None
        )

    def saude(self, ato: Ato, situacao: Situacao, combinado: CombinadoDoAto | None) -> Saude | None:
        """Nenhuma, se não há prazo correndo nem data combinada."""
        ha_proximo = ato.facultativo and combinado is not None and combinado.data is not None
        if situacao == Situacao.PUBLICADO and not ha_proximo:
            return Saude.CONCLUIDA
        prazo = self.prazo(ato)
        if self.estado.situacao in PARADAS or (prazo is None and self._parado(ato)):
            return Saude.PARADA
        datas = [d for d in (prazo, combinado.data if combinado else None) if d]
        return saude_ate(min(datas), self.hoje, self.calendario) if datas else None

    def _parado(self, ato: Ato) -> bool:
        """O relógio de um item dele já correu e espera outro lado."""
        dados = (self.estado.item(item) for item in ato.itens)
        return any(
            d.saldo is not None and d.inicio is None and d.situacao not in RESOLVIDOS for d in dados
        )


def quem_responde(combinado: CombinadoDoAto | None, nomes: Mapping[str, str]) -> str:
    """A pessoa escrita à mão, ou o papel com o nome de quem o exerce hoje."""
    if combinado and combinado.nome:
        return combinado.nome
    papel = Papel(combinado.papel) if combinado and combinado.papel else RESPONSAVEL_DE_SEMPRE
    return f"{papel.rotulo} · {nomes.get(papel.value) or 'sem pessoa designada'}"


def _em_uma_frase(ato: AtoNormativo) -> str:
    if ato.publicado_em:
        return f"{ato.identificacao}; publicação em {data_curta(ato.publicado_em)}."
    return f"{ato.identificacao}: sem publicação registrada."
