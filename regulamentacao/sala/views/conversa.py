"""A conversa de um artigo, que os dois lados leem, e as notas que só a Prodesp lê."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView

from regulamentacao.sala import forms, servicos
from regulamentacao.sala.composicao import Trecho, ler_trechos
from regulamentacao.sala.models import ComentarioDoArtigo, Redacao
from regulamentacao.sala.views.base import DaSalaMixin, LeituraDaSalaMixin
from seicidades.contas.permissoes import Permissao

MAIOR_NUMERO = 32_000


class DoArtigoMixin(LeituraDaSalaMixin):
    """Um artigo da minuta de agora ou, com `?versao=`, o de uma versão guardada."""

    @cached_property
    def redacao(self) -> Redacao | None:
        numero = self.request.GET.get("versao", "")
        cabe = numero.isdecimal() and len(numero) <= len(str(MAIOR_NUMERO))
        if not cabe or int(numero) > MAIOR_NUMERO:
            return None
        return Redacao.objects.filter(
            sala__implantacao=self.implantacao, numero=int(numero)
        ).first()

    @cached_property
    def trecho(self) -> Trecho | None:
        """Nada, se o artigo saiu do texto; a conversa sobre ele continua à vista."""
        trechos = ler_trechos(self.redacao.trechos) if self.redacao else self.mesa.trechos
        return next((t for t in trechos if t.chave == self.kwargs["chave"]), None)

    def exigir_artigo(self) -> None:
        """O que está no texto ou no modelo; do que saiu dos dois, fica a conversa que houve."""
        chave = self.kwargs["chave"]
        if self.trecho or any(bloco.chave == chave for bloco in self.mesa.blocos):
            return
        if chave not in servicos.comentarios_de(self.implantacao):
            raise Http404

    def get(self, request, *args, **kwargs):
        self.exigir_artigo()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.exigir_artigo()
        return super().post(request, *args, **kwargs)

    def volta(self, nome: str) -> str:
        consulta = f"?versao={self.redacao.numero}" if self.redacao else ""
        return self.url(nome, self.kwargs["chave"]) + consulta

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, chave=self.kwargs["chave"], trecho=self.trecho, redacao=self.redacao
        )


class EscreveSobreOArtigoView(DoArtigoMixin, FormView):
    """Um texto curto sobre um artigo. O recusado volta com o que se escreveu."""

    mensagem = ""
    volta_a = ""

    def gravar(self, texto: str) -> None:
        raise NotImplementedError

    def form_valid(self, form):
        if self.fechada:
            form.add_error(None, f"{self.fechada[0].mensagem} {self.fechada[0].saida}")
            return self.form_invalid(form)
        try:
            self.gravar(form.cleaned_data["texto"])
        except ValidationError as erro:
            form.add_error(None, erro)
            return self.form_invalid(form)
        messages.success(self.request, self.mensagem)
        return redirect(self.volta(self.volta_a))


class ConversaView(EscreveSobreOArtigoView):
    """O que o município e a Prodesp disseram um ao outro sobre o artigo."""

    form_class = forms.ComentarioForm
    template_name = "regulamentacao/sala/conversa.html"
    mensagem, volta_a = "Comentário gravado.", "conversa"

    def post(self, request, *args, **kwargs):
        if not self.pode_comentar and not self.fechada:
            raise PermissionDenied("Comentar a minuta é do município e da Prodesp.")
        return super().post(request, *args, **kwargs)

    def gravar(self, texto: str) -> None:
        servicos.comentar(
            self.implantacao,
            self.kwargs["chave"],
            texto,
            por=self.request.user,
            da_prodesp=self.e_da_prodesp,
        )

    def get_context_data(self, **kwargs):
        comentarios = servicos.comentarios_de(self.implantacao)
        return super().get_context_data(
            **kwargs,
            comentarios=comentarios.get(self.kwargs["chave"], []),
            pode_comentar=self.pode_comentar,
        )


class ResolverView(DaSalaMixin, View):
    """Marca um comentário como resolvido."""

    http_method_names = ["post"]

    @cached_property
    def comentario(self) -> ComentarioDoArtigo:
        comentarios = ComentarioDoArtigo.objects.filter(sala__implantacao=self.implantacao)
        return get_object_or_404(comentarios, pk=self.kwargs["comentario_id"])

    def post(self, request, *args, **kwargs):
        comentario = self.comentario
        if self.fechada:
            raise PermissionDenied(f"{self.fechada[0].mensagem} {self.fechada[0].saida}")
        if not self.pode_comentar:
            raise PermissionDenied("Resolver comentários é do município e da Prodesp.")
        if servicos.resolver(comentario, por=request.user):
            messages.success(request, "Comentário resolvido.")
        else:
            messages.info(request, "Este comentário já estava resolvido. Nada mudou.")
        return redirect(self.url("conversa", comentario.chave))


class AnotarView(EscreveSobreOArtigoView):
    """As notas da Prodesp sobre o artigo. O município recebe 403 e nada vê."""

    permissao = Permissao.ANALISAR
    form_class = forms.NotaForm
    template_name = "regulamentacao/sala/notas.html"
    mensagem, volta_a = "Nota gravada. Só a equipe da Prodesp a lê.", "notas"

    def gravar(self, texto: str) -> None:
        servicos.anotar(self.implantacao, self.kwargs["chave"], texto, por=self.request.user)

    def get_context_data(self, **kwargs):
        notas = servicos.notas_de(self.implantacao)
        return super().get_context_data(**kwargs, notas=notas.get(self.kwargs["chave"], []))
