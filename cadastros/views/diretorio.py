"""Diretório do município e a verificação que a Prodesp faz dele."""

from functools import cached_property

from cadastros.forms import DiretorioForm, VerificacaoForm
from cadastros.models import Diretorio
from cadastros.servicos import diretorio as servicos
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.paginas import FatoFormView


class DiretorioView(FatoFormView):
    item = "diretorio_informado"
    form_class = DiretorioForm
    template_name = "cadastros/diretorio.html"
    mensagem = "Forma de entrada das pessoas salva."

    def get_initial(self):
        atual = servicos.diretorio_de(self.implantacao)
        campos = self.form_class.base_fields
        return {campo: getattr(atual, campo) for campo in campos} if atual else {}

    def gravar(self, form):
        diretorio = servicos.registrar_diretorio(
            self.implantacao, form.cleaned_data, self.request.user
        )
        return f"Diretório: {diretorio.get_tipo_display()}."


class DiretorioConectadoView(FatoFormView):
    item = "diretorio_conectado"
    form_class = VerificacaoForm
    template_name = "cadastros/diretorio_conectado.html"
    mensagem = "Verificação registrada."

    @cached_property
    def diretorio(self) -> Diretorio | None:
        return servicos.diretorio_de(self.implantacao)

    def gravar(self, form):
        dados = form.dados()
        upload = dados.pop("arquivo")
        if upload:
            dados["arquivo"] = documentos.guardar(self.orgao, upload, self.request.user)
        verificacao = servicos.registrar_verificacao(self.implantacao, dados, self.request.user)
        falhas = len(verificacao.falhas)
        return f"Verificação do diretório: {f'{falhas} falhas' if falhas else 'tudo funcionou'}."

    def dia_do_fato(self, form):
        return form.cleaned_data["feita_em"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            diretorio=self.diretorio,
            verificacoes=servicos.verificacoes_de(self.implantacao),
        )
