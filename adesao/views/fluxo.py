"""Páginas da adesão: uma por item, e as de troca e cancelamento."""

from functools import cached_property

from django.forms.models import model_to_dict

from adesao import externos, forms, instrumentos, quadro, servicos
from adesao.models import DadosDaPrefeitura, PapelNoFluxo, Parte
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.paginas import FatoDaImplantacaoView
from seicidades.municipios.instalacoes import instalacao_do_estado


class PaginaDaAdesao(FatoDaImplantacaoView):
    """Base: leva ao cofre o que se envia."""

    def guardar(self, form, campo: str):
        """O envio do campo, já no cofre do órgão; `None` se nada foi enviado."""
        upload = form.cleaned_data.get(campo)
        return documentos.guardar(self.orgao, upload, self.request.user) if upload else None


class PrefeituraView(PaginaDaAdesao):
    item = "prefeitura_informada"
    form_class = forms.PrefeituraForm
    template_name = "adesao/prefeitura.html"
    mensagem = "Dados da prefeitura salvos."

    @cached_property
    def dados(self):
        return DadosDaPrefeitura.objects.filter(implantacao=self.implantacao).first()

    def get_initial(self):
        inicial = {"cnpj": self.orgao.cnpj}
        return inicial | (model_to_dict(self.dados) if self.dados else {})

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, dados=self.dados)

    def gravar(self, form):
        servicos.informar_prefeitura(self.implantacao, **form.cleaned_data)
        return "CNPJ, contato e endereço da prefeitura."


class PaginaDoRepresentante(PaginaDaAdesao):
    @cached_property
    def representante(self):
        return servicos.representante_atual(self.implantacao)

    def get_context_data(self, **kwargs):
        historia = self.implantacao.adesao_representantes.order_by("-mandato_inicio")
        return super().get_context_data(
            **kwargs,
            representante=self.representante,
            representantes=list(historia),
            a_refazer=externos.a_refazer(self.implantacao),
        )


class RepresentanteView(PaginaDoRepresentante):
    item = "prefeito_informado"
    form_class = forms.RepresentanteForm
    template_name = "adesao/representante.html"
    mensagem = "Dados de quem representa a prefeitura salvos."

    def get_initial(self):
        campos = forms.RepresentanteForm.base_fields
        atual = self.representante
        return {campo: getattr(atual, campo) for campo in campos} if atual else {}

    def gravar(self, form):
        servicos.informar_representante(self.implantacao, **form.cleaned_data)
        return "Representante e mandato."


class TrocaDeRepresentanteView(PaginaDoRepresentante):
    item = "prefeito_informado"
    form_class = forms.TrocaDeRepresentanteForm
    template_name = "adesao/troca_de_representante.html"
    mensagem = "Registramos quem assumiu. O cadastro de usuário externo é pessoal: peça outro."

    def gravar(self, form):
        servicos.trocar_representante(self.implantacao, por=self.request.user, **form.cleaned_data)
        return "Outra pessoa assumiu a prefeitura."

    def dia_do_fato(self, form):
        return form.cleaned_data["mandato_inicio"]


class PaginaDoInstrumento(PaginaDaAdesao):
    """Base das páginas de termo ou de acordo."""

    papel: PapelNoFluxo

    @cached_property
    def instrumento(self):
        return instrumentos.instrumento_do_fluxo(self.implantacao, self.papel)

    @cached_property
    def signatarios(self):
        if self.instrumento is None or self.instrumento.disponibilizado_em is None:
            return []
        return quadro.linhas_de_assinatura(self.instrumento, instalacao_do_estado())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, instrumento=self.instrumento, signatarios=self.signatarios
        )


class InstrumentoView(PaginaDoInstrumento):
    form_class = forms.InstrumentoForm
    template_name = "adesao/instrumento.html"
    pagina_de_cancelar: str
    mensagem = "Documento e signatários salvos."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"papel": self.papel, "instrumento": self.instrumento}

    def get_initial(self):
        if self.instrumento is None:
            return self._inicial_do_processo()
        return {campo: getattr(self.instrumento, campo) for campo in instrumentos.CAMPOS}

    def _inicial_do_processo(self) -> dict:
        """O acordo entra no processo do termo; a primeira assinatura é de quem representa."""
        termo = instrumentos.instrumento_do_fluxo(self.implantacao, PapelNoFluxo.ABRE)
        representante = servicos.representante_atual(self.implantacao)
        inicial = {"processo_sei": termo.processo_sei} if termo else {}
        if representante:
            inicial |= {
                "signatario_1_nome": representante.nome,
                "signatario_1_cargo": representante.cargo,
            }
        return inicial

    def gravar(self, form):
        instrumento = instrumentos.registrar_instrumento(
            self.implantacao,
            self.papel,
            form.informados,
            validade_dias_uteis=form.cleaned_data["validade_dias_uteis"],
            por=self.request.user,
            **form.dados_do_instrumento(),
        )
        return f"{instrumento.tipo} no processo {instrumento.processo_sei}."

    def dia_do_fato(self, form):
        return form.cleaned_data["disponibilizado_em"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, pagina_de_cancelar=self.pagina_de_cancelar)


class TermoView(InstrumentoView):
    item = "termo_disponibilizado"
    papel = PapelNoFluxo.ABRE
    pagina_de_cancelar = "adesao:cancelar_termo"


class AcordoView(InstrumentoView):
    item = "acordo_disponibilizado"
    papel = PapelNoFluxo.ACORDO
    pagina_de_cancelar = "adesao:cancelar_acordo"


class CancelamentoView(PaginaDoInstrumento):
    form_class = forms.CancelamentoForm
    template_name = "adesao/cancelamento.html"
    mensagem = "Documento cancelado. Ele continua na história."

    def gravar(self, form):
        instrumentos.cancelar_instrumento(
            self.implantacao,
            self.papel,
            em=form.cleaned_data["cancelado_em"],
            motivo=form.cleaned_data["motivo"],
        )
        return "Documento cancelado."


class CancelarTermoView(CancelamentoView):
    item = "termo_disponibilizado"
    papel = PapelNoFluxo.ABRE


class CancelarAcordoView(CancelamentoView):
    item = "acordo_disponibilizado"
    papel = PapelNoFluxo.ACORDO


class AssinaturasView(PaginaDoInstrumento):
    form_class = forms.AssinaturasForm
    template_name = "adesao/assinaturas.html"
    parte: Parte
    mensagem = "Assinaturas salvas."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instrumento": self.instrumento, "parte": self.parte}

    def gravar(self, form):
        signatarios = instrumentos.registrar_assinaturas(
            self.implantacao,
            self.papel,
            self.parte,
            form.datas(),
            comprovante=self.guardar(form, "comprovante"),
            por=self.request.user,
        )
        assinadas = sum(1 for s in signatarios if s.assinado_em)
        return f"{assinadas} de {len(signatarios)} assinaturas {signatarios[0].por_quem}."

    def dia_do_fato(self, form):
        return max((dia for dia in form.datas().values() if dia), default=None)

    def get_context_data(self, **kwargs):
        da_parte = instrumentos.signatarios_da_parte(self.instrumento, self.parte)
        return super().get_context_data(**kwargs, signatarios_da_parte=da_parte)


class TermoAssinadoView(AssinaturasView):
    item = "termo_assinado"
    papel = PapelNoFluxo.ABRE
    parte = Parte.MUNICIPIO


class AcordoAssinadoPeloMunicipioView(AssinaturasView):
    item = "acordo_assinado_pelo_municipio"
    papel = PapelNoFluxo.ACORDO
    parte = Parte.MUNICIPIO


class AcordoAssinadoPelaSGGDView(AssinaturasView):
    item = "acordo_assinado_pela_sggd"
    papel = PapelNoFluxo.ACORDO
    parte = Parte.SGGD


class AcordoAssinadoPelaProdespView(AssinaturasView):
    item = "acordo_assinado_pela_prodesp"
    papel = PapelNoFluxo.ACORDO
    parte = Parte.PRODESP


class ExtratoView(PaginaDoInstrumento):
    item = "extrato_publicado"
    papel = PapelNoFluxo.ACORDO
    form_class = forms.ExtratoForm
    template_name = "adesao/extrato.html"
    mensagem = "Publicação registrada."

    @cached_property
    def publicacao(self):
        return getattr(self.instrumento, "publicacao", None)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"acordo": self.instrumento}

    def get_initial(self):
        if self.publicacao is None:
            return {}
        campos = ("veiculo", "publicado_em", "secao", "pagina", "link")
        return {campo: getattr(self.publicacao, campo) for campo in campos}

    def gravar(self, form):
        instrumentos.publicar_extrato(
            self.implantacao,
            **{**form.cleaned_data, "arquivo": self.guardar(form, "arquivo")},
        )
        return "Extrato publicado."

    def dia_do_fato(self, form):
        return form.cleaned_data["publicado_em"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, publicacao=self.publicacao)
