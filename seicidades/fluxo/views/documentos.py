"""Os documentos que o programa escreve para a cidade: o que falta, gerar, o que já saiu."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from seicidades.comum.andamento import AcompanhaTrabalhoMixin
from seicidades.documentos import servicos as documentos
from seicidades.documentos.declaracao import Falta
from seicidades.documentos.forms import BrasaoForm
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin


class DaPaginaDeDocumentosMixin(AcompanhaTrabalhoMixin, PaginaDaImplantacaoMixin):
    template_name = "fluxo/documentos.html"

    @cached_property
    def ofertas(self) -> list[documentos.Oferta]:
        return documentos.ofertas(self.orgao, self.request.user)

    @property
    def em_curso(self) -> bool:
        return any(oferta.na_fila for oferta in self.ofertas)

    def voltar(self):
        return redirect("fluxo:documentos", self.implantacao.pk)

    @property
    def muda_o_brasao(self) -> bool:
        return documentos.pode_por_brasao(self.request.user, self.orgao)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("brasao_form", BrasaoForm())
        ofertas = [self._com_enderecos(oferta) for oferta in self.ofertas]
        principal = next((uma for uma in ofertas if self._e_o_proximo(uma)), None)
        for uma in ofertas:
            uma["botao"] = "primary" if uma is principal else "outline-primary"
        return super().get_context_data(
            **kwargs,
            ofertas=ofertas,
            em_curso=self.em_curso,
            andamento=self.andamento("Escrevendo o documento", 0, 0, "documentos"),
            brasao=documentos.brasao_do_orgao(self.orgao),
            muda_o_brasao=self.muda_o_brasao,
        )

    @staticmethod
    def _e_o_proximo(uma: dict) -> bool:
        """O primeiro que ainda não saiu e já pode sair: é o botão que se destaca."""
        oferta = uma["oferta"]
        espera = oferta.na_fila or uma["faltas"] or oferta.ultimo
        return oferta.pode_gerar and not espera

    def _com_enderecos(self, oferta: documentos.Oferta) -> dict:
        faltas = [self._com_endereco(falta) for falta in oferta.faltas]
        return {"oferta": oferta, "tipo": oferta.tipo, "faltas": faltas}

    def _com_endereco(self, falta: Falta) -> dict:
        url = ""
        if falta.pagina:
            url = reverse(falta.pagina, kwargs={"implantacao_id": self.implantacao.pk})
        return {"mensagem": falta.mensagem, "saida": falta.saida, "url": url}


class DocumentosView(DaPaginaDeDocumentosMixin, TemplateView):
    """Cada documento: o que é, o que falta para ele, o que já saiu."""


class GerarDocumentoView(PaginaDaImplantacaoMixin, View):
    """Põe o documento na fila; a página acompanha."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        outro = "outro_numero" in request.POST
        try:
            if not documentos.tipo_de(kwargs["tipo"]).na_pagina_da_cidade:
                raise Http404
            documento = documentos.gerar_documento(
                kwargs["tipo"], self.orgao, request.user, outro_numero=outro
            )
        except documentos.TipoDesconhecido:
            raise Http404 from None
        except ValidationError as faltas:
            for frase in faltas.messages:
                messages.error(request, frase)
        else:
            messages.success(request, f"{documento} está na fila e aparece aqui ao ficar pronto.")
        return redirect("fluxo:documentos", self.implantacao.pk)


class BrasaoView(DaPaginaDeDocumentosMixin, FormView):
    """Guarda a imagem do alto dos documentos; a recusada volta com a razão no campo."""

    http_method_names = ["post"]
    form_class = BrasaoForm

    def post(self, request, *args, **kwargs):
        if not self.muda_o_brasao:
            raise PermissionDenied("Mudar o brasão não é do seu papel neste órgão.")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        documentos.por_brasao(self.orgao, form.cleaned_data["imagem"], self.request.user)
        messages.success(
            self.request, "O brasão vale para os documentos gerados de agora em diante."
        )
        return self.voltar()

    def form_invalid(self, form):
        contexto = self.get_context_data(form=form, brasao_form=form)
        return self.render_to_response(contexto, status=400)
