"""A sala lida de uma vez: respostas, edições, artigos e o que falta. Nada se grava aqui."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from regulamentacao.sala.composicao import Trecho, assunto_da, compor
from regulamentacao.sala.documentos import DECRETO
from regulamentacao.sala.modelo import Bloco, ler_modelo
from regulamentacao.sala.models import ArtigoEditado, RespostasDaTela, SalaDaMinuta
from regulamentacao.sala.partes import Parte, TextoRecusado, cita_outro_artigo, ler_texto
from regulamentacao.sala.perguntas import (
    TELA_DE,
    TELAS,
    TOTAL,
    Respostas,
    Tela,
    contexto,
    valor_de,
)
from regulamentacao.sala.perguntas.contradicoes import Contradicao, contradicoes
from seicidades.documentos.models import VersaoDoModelo
from seicidades.documentos.servicos.modelos import texto_do_programa


@dataclass(frozen=True, slots=True)
class Origem:
    """Uma resposta de que um artigo depende, em palavras."""

    tela: str
    pergunta: str
    resposta: str
    respondida: bool


@dataclass(frozen=True, slots=True)
class ForaDoTexto:
    """Um artigo escrito à mão que não está no decreto de agora.

    Args:
        assunto: de que ele trata, em palavras.
        volta: o modelo ainda o tem; falta uma resposta que o chame.
    """

    editado: ArtigoEditado
    assunto: str
    volta: bool


@dataclass(frozen=True)
class Mesa:
    """O que há na sala agora.

    Args:
        respostas: tela → a linha gravada.
        editados: trecho → a edição gravada.
        em_vigor: a versão do modelo que vale hoje; pode ser mais nova que a da sala.
    """

    municipio: str
    ano: int
    sala: SalaDaMinuta | None
    respostas: dict[str, RespostasDaTela]
    editados: dict[str, ArtigoEditado]
    em_vigor: VersaoDoModelo | None

    @property
    def modelo(self) -> VersaoDoModelo | None:
        return self.sala.versao_do_modelo if self.sala else self.em_vigor

    @property
    def modelo_novo(self) -> VersaoDoModelo | None:
        """O texto que se publicou depois que a sala abriu."""
        if self.sala and self.em_vigor and self.em_vigor.pk != self.sala.versao_do_modelo_id:
            return self.em_vigor
        return None

    @cached_property
    def blocos(self) -> tuple[Bloco, ...]:
        return ler_modelo(self.modelo.texto if self.modelo else texto_do_programa(DECRETO))

    @cached_property
    def dados(self) -> dict[str, dict[str, Any]]:
        """Tela → respostas gravadas."""
        return {tela: linha.dados for tela, linha in self.respostas.items()}

    @cached_property
    def contexto(self) -> dict[str, Any]:
        return contexto(self.dados, municipio=self.municipio, ano=self.ano)

    @cached_property
    def do_modelo(self) -> dict[str, Trecho]:
        """O decreto só com as respostas, sem as edições."""
        return {t.chave: t for t in compor(self.blocos, self.contexto, {})}

    @cached_property
    def trechos(self) -> list[Trecho]:
        edicoes = {
            chave: partes
            for chave, editado in self.editados.items()
            if (partes := partes_do_editado(editado))
        }
        return compor(self.blocos, self.contexto, edicoes)

    def trecho(self, chave: str) -> Trecho | None:
        return next((t for t in self.trechos if t.chave == chave), None)

    def mudou_desde_a_edicao(self, chave: str) -> bool:
        """As respostas deram outro texto depois que a pessoa editou o artigo."""
        editado, trecho = self.editados.get(chave), self.do_modelo.get(chave)
        return bool(editado and trecho and editado.do_modelo != trecho.texto)

    @cached_property
    def desatualizados(self) -> list[Trecho]:
        return [t for t in self.trechos if self.mudou_desde_a_edicao(t.chave)]

    @cached_property
    def citam_pelo_numero(self) -> list[Trecho]:
        """Escritos à mão que citam outro artigo: o número dele muda se algum entra ou sai."""
        return [t for t in self.trechos if t.editado and t.e_artigo and cita_outro_artigo(t.texto)]

    # --- O que se escreveu à mão e não está no texto

    @cached_property
    def fora_do_texto(self) -> list[ForaDoTexto]:
        """O que saiu com as respostas ou com o modelo; guardado, para não se perder calado."""
        aplicados = {t.chave for t in self.trechos if t.editado}
        do_modelo = {bloco.chave for bloco in self.blocos}
        return [
            ForaDoTexto(editado, assunto_da(chave), chave in do_modelo)
            for chave, editado in self.editados.items()
            if chave not in aplicados
        ]

    @cached_property
    def sairiam_com_o_modelo_novo(self) -> list[Trecho]:
        """Os artigos escritos à mão que o texto novo do modelo não tem."""
        if self.modelo_novo is None:
            return []
        novas = {bloco.chave for bloco in ler_modelo(self.modelo_novo.texto)}
        return [t for t in self.trechos if t.editado and t.chave not in novas]

    # --- O que já se respondeu

    def respondida(self, tela: Tela) -> bool:
        return respondida(tela, self.dados)

    @cached_property
    def pendentes(self) -> list[Tela]:
        return [tela for tela in TELAS if not self.respondida(tela)]

    @property
    def respondidas(self) -> int:
        return TOTAL - sum(len(tela.perguntas) for tela in self.pendentes)

    @property
    def completa(self) -> bool:
        return not self.pendentes

    @cached_property
    def contradicoes(self) -> list[Contradicao]:
        return list(contradicoes(self.dados))


def respondida(tela: Tela, respostas: Respostas) -> bool:
    """Alguém salvou a tela, e as respostas ainda são das que o texto aceita."""
    dados = respostas.get(tela.chave)
    return dados is not None and all(
        p.chave in dados and p.aceita(dados[p.chave]) for p in tela.perguntas
    )


def origens_de(trecho: Trecho, respostas: Respostas) -> Iterator[Origem]:
    """As respostas de que o trecho depende, as de agora ou as de uma versão guardada."""
    for chave_da_tela, chave in trecho.perguntas:
        tela = TELA_DE.get(chave_da_tela)
        if tela and any(p.chave == chave for p in tela.perguntas):
            pergunta = tela.pergunta(chave)
            dita = pergunta.em_palavras(valor_de(tela, pergunta, respostas))
            yield Origem(tela.chave, pergunta.texto, dita, respondida(tela, respostas))


def partes_do_editado(editado: ArtigoEditado) -> tuple[Parte, ...]:
    try:
        return ler_texto(editado.texto, editado.classe)
    except TextoRecusado:
        return ()


def ler_mesa(implantacao, hoje: date) -> Mesa:
    """Quatro consultas, tenha a sala o que tiver."""
    salas = SalaDaMinuta.objects.select_related("versao_do_modelo")
    sala = salas.filter(implantacao=implantacao).first()
    publicadas = VersaoDoModelo.objects.publicadas().filter(modelo__codigo=DECRETO.codigo)
    respostas = sala.respostas.select_related("salvo_por") if sala else ()
    editados = sala.editados.select_related("salvo_por") if sala else ()
    return Mesa(
        implantacao.orgao.municipio.nome,
        hoje.year,
        sala,
        {linha.tela: linha for linha in respostas},
        {linha.chave: linha for linha in editados},
        publicadas.da_mais_nova().first(),
    )
