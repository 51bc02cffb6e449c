"""A sala, as telas de perguntas e a edição de um artigo."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.functional import cached_property

from regulamentacao.sala import forms, servicos
from regulamentacao.sala.composicao import Trecho, assunto_da
from regulamentacao.sala.mesa import Origem, origens_de
from regulamentacao.sala.models import ComentarioDoArtigo
from regulamentacao.sala.perguntas import TELA_DE, TELAS, TOTAL, Tela
from regulamentacao.sala.views.base import GravaNaSalaView
from regulamentacao.servicos import ultima_minuta
from seicidades.comum.papeis import Papel
from seicidades.documentos.redacao.diferencas import diferencas


@dataclass(frozen=True, slots=True)
class LinhaDoDecreto:
    """Um trecho como a sala o mostra: o texto e, ao lado, de onde vem."""

    trecho: Trecho
    origens: list[Origem]
    conversa: int
    em_aberto: int
    desatualizado: bool


def linhas_do_decreto(mesa, comentarios) -> list[LinhaDoDecreto]:
    linhas = []
    for trecho in mesa.trechos:
        da_conversa: list[ComentarioDoArtigo] = comentarios.get(trecho.chave, [])
        abertos = sum(1 for c in da_conversa if c.resolvido_em is None)
        mudou = mesa.mudou_desde_a_edicao(trecho.chave)
        origens = list(origens_de(trecho, mesa.dados))
        linhas.append(LinhaDoDecreto(trecho, origens, len(da_conversa), abertos, mudou))
    return linhas


class SalaView(GravaNaSalaView):
    """O decreto até aqui, com o que falta. Enviar entrega a minuta à Prodesp."""

    form_class = forms.EntregaForm
    template_name = "regulamentacao/sala/sala.html"

    @property
    def trocar_modelo(self) -> bool:
        return "trocar_modelo" in self.request.POST

    @property
    def mensagem(self) -> str:
        if self.trocar_modelo:
            return "O decreto passou ao texto novo do modelo. Confira os artigos."
        return "Minuta entregue. A Prodesp vai ler esta versão; o que você mudar depois não a muda."

    @property
    def resumo(self) -> str:
        return servicos.resumo_do_texto(self.mesa.trechos)

    def get_initial(self):
        return {"resumo": self.resumo}

    def form_invalid(self, form):
        self.__dict__.pop("mesa", None)
        self.passar_a_versao_de_agora(form, "resumo", self.resumo)
        return super().form_invalid(form)

    def gravar(self, form) -> str:
        por = self.request.user
        if self.trocar_modelo:
            servicos.trocar_modelo(self.implantacao)
            return "Minuta passada ao texto novo do modelo"
        minuta = servicos.entregar(
            self.implantacao,
            observacao=form.cleaned_data["observacao"],
            por=por,
            visto=form.cleaned_data["resumo"],
        )
        self._pedir_arquivos(minuta)
        return f"Minuta, versão {minuta.versao}, escrita na sala"

    def _pedir_arquivos(self, minuta) -> None:
        """A entrega não espera os arquivos: se há outros na fila, pedem-se depois."""
        try:
            servicos.gerar_arquivos(minuta.redacao, self.orgao, por=self.request.user)
        except ValidationError:
            return

    def get_success_url(self) -> str:
        return self.url("sala") if self.trocar_modelo else super().get_success_url()

    def get_context_data(self, **kwargs):
        comentarios = servicos.comentarios_de(self.implantacao)
        presentes = {trecho.chave for trecho in self.mesa.trechos}
        return super().get_context_data(
            **kwargs,
            linhas=linhas_do_decreto(self.mesa, comentarios),
            orfaos=[(c, assunto_da(c)) for c in sorted(comentarios) if c not in presentes],
            telas=[(tela, self.mesa.respondida(tela)) for tela in TELAS],
            total=TOTAL,
            proxima=self.mesa.pendentes[0] if self.mesa.pendentes else None,
            ultima=servicos.ultima_redacao(self.implantacao),
            entregue=self._entregue(),
        )

    def _entregue(self):
        """A minuta que está com a Prodesp, se o texto ainda é o dela."""
        minuta = ultima_minuta(self.implantacao)
        if minuta is None or minuta.redacao_id is None:
            return None
        igual = minuta.redacao.resumo == self.resumo
        return minuta if igual else None


class TelaView(GravaNaSalaView):
    """Poucas perguntas por vez. Salvar leva à próxima sem resposta."""

    template_name = "regulamentacao/sala/tela.html"
    mensagem = "Respostas salvas."

    @cached_property
    def tela(self) -> Tela:
        try:
            return TELA_DE[self.kwargs["tela"]]
        except KeyError:
            raise Http404 from None

    def get_form_class(self):
        return forms.formulario_da_tela(self.tela.chave)

    def get_initial(self):
        gravada = self.mesa.respostas.get(self.tela.chave)
        if gravada is None:
            return {"versao": 0} | self._sugestoes()
        return (
            {p.chave: p.padrao for p in self.tela.perguntas}
            | gravada.dados
            | {"versao": gravada.versao}
        )

    def _sugestoes(self) -> dict:
        """O que já se sabe do município: o nome de quem o representa."""
        if self.tela.chave != "abertura":
            return {}
        do_papel = (v.usuario for v in self.vinculos if v.papel == Papel.REPRESENTANTE)
        pessoa = next(do_papel, None)
        return {"nome": pessoa.nome_publico} if pessoa else {}

    def gravar(self, form) -> str:
        servicos.salvar_tela(
            self.implantacao,
            self.tela,
            form.respostas,
            versao=form.cleaned_data["versao"],
            por=self.request.user,
        )
        self.__dict__.pop("mesa", None)
        return f"Minuta em preparo: {self.mesa.respondidas} de {TOTAL} respostas"

    def form_invalid(self, form):
        """Se outra pessoa gravou no meio do caminho, o próximo envio já é sobre o dela."""
        self.__dict__.pop("mesa", None)
        gravada = self.mesa.respostas.get(self.tela.chave)
        self.passar_a_versao_de_agora(form, "versao", gravada.versao if gravada else 0)
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        seguintes = TELAS[TELAS.index(self.tela) + 1 :]
        for tela in (*seguintes, *TELAS):
            if not self.mesa.respondida(tela):
                return self.url("tela", tela.chave)
        return self.url("sala")

    def get_context_data(self, **kwargs):
        posicao = TELAS.index(self.tela)
        gravada = self.mesa.respostas.get(self.tela.chave)
        return super().get_context_data(
            **kwargs,
            tela=self.tela,
            gravada=gravada,
            nao_pode_gravar=bool(self.recusas),
            respostas=self._em_palavras(gravada),
            posicao=posicao + 1,
            quantas=len(TELAS),
            anterior=TELAS[posicao - 1] if posicao else None,
            seguinte=TELAS[posicao + 1] if posicao + 1 < len(TELAS) else None,
            total=TOTAL,
            artigos=[t for t in self.mesa.trechos if self._le_a_tela(t)],
        )

    def _em_palavras(self, gravada) -> list[tuple[str, str]]:
        if gravada is None:
            return []
        return [
            (p.texto, p.em_palavras(gravada.dados[p.chave]))
            for p in self.tela.perguntas
            if p.aceita(gravada.dados.get(p.chave))
        ]

    def _le_a_tela(self, trecho: Trecho) -> bool:
        lidas = {tela for tela, _ in trecho.perguntas}
        return self.tela.chave in lidas or trecho.assunto == self.tela.chave


class ArtigoView(GravaNaSalaView):
    """Escrever um artigo à mão, voltar ao do modelo ou ficar com o seu."""

    form_class = forms.ArtigoForm
    template_name = "regulamentacao/sala/artigo.html"

    @cached_property
    def trecho(self) -> Trecho:
        trecho = self.mesa.trecho(self.kwargs["chave"])
        if trecho is None or not trecho.editavel:
            raise Http404
        return trecho

    @property
    def editado(self):
        return self.mesa.editados.get(self.kwargs["chave"])

    @property
    def acao(self) -> str:
        return self.request.POST.get("acao", "salvar")

    @property
    def mensagem(self) -> str:
        return {
            "voltar": "O artigo voltou ao texto do modelo.",
            "manter": "Fica o seu texto. O aviso saiu.",
        }.get(self.acao, "Artigo salvo. Ele fica assim mesmo que as respostas mudem.")

    def get_initial(self):
        versao = self.editado.versao if self.editado else 0
        return {"texto": self.trecho.texto, "versao": versao}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"exige_texto": self.acao == "salvar"}

    def gravar(self, form) -> str:
        versao, por = form.cleaned_data["versao"], self.request.user
        chave, rotulo = self.trecho.chave, self.trecho.rotulo
        if self.acao == "voltar":
            servicos.voltar_ao_modelo(self.implantacao, chave, versao=versao)
            return f"Minuta: {rotulo} de volta ao texto do modelo"
        if self.acao == "manter":
            servicos.ficar_com_a_edicao(self.implantacao, chave, versao=versao, por=por)
            return f"Minuta: {rotulo} fica com o texto do município"
        servicos.editar_artigo(
            self.implantacao, chave, form.cleaned_data["texto"], versao=versao, por=por
        )
        return f"Minuta: {rotulo} escrito pelo município"

    def form_invalid(self, form):
        self.__dict__.pop("mesa", None)
        self.passar_a_versao_de_agora(form, "versao", self.editado.versao if self.editado else 0)
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        return f"{self.url('sala')}#{self.trecho.ancora}"

    def get_context_data(self, **kwargs):
        do_modelo = self.mesa.do_modelo.get(self.trecho.chave)
        mudou = self.mesa.mudou_desde_a_edicao(self.trecho.chave)
        return super().get_context_data(
            **kwargs,
            trecho=self.trecho,
            editado=self.editado,
            origens=list(origens_de(self.trecho, self.mesa.dados)),
            do_modelo=do_modelo,
            desatualizado=mudou,
            mudancas=diferencas(self.editado.do_modelo, do_modelo.texto) if mudou else [],
        )
