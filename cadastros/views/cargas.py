"""A página de cada arquivo de carga: o que está gravado e onde se envia outro."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import redirect

from cadastros.forms import EnviarArquivoForm
from cadastros.models import TipoDeCarga
from cadastros.servicos import cargas, expurgo, leitura
from cadastros.validacao import niveis
from cadastros.views.base import DaCargaMixin, TipoNaUrlMixin, sem_relatar_o_escrito
from seicidades.comum.formatos import cpf_mascarado
from seicidades.fluxo.forms import ConfirmarForm
from seicidades.fluxo.paginas import FatoFormView

LINHAS_POR_PAGINA = 50


@sem_relatar_o_escrito
class CargaView(DaCargaMixin, FatoFormView):
    """A página do item: o que está gravado e onde se envia outro arquivo.

    Enviar aqui só guarda um rascunho; quem registra o fato é a prévia.
    """

    form_class = EnviarArquivoForm
    nome_form = None

    def post(self, request, *args, **kwargs):
        self.exigir_linhas()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if self.recusas:
            return self._recusar(form, self.recusas)
        nome, conteudo = form.enviado()
        rascunho = cargas.guardar_rascunho(
            self.implantacao, self.tipo, nome, conteudo, self.request.user
        )
        passo = "colunas" if leitura.pergunta_colunas(rascunho) else "previa"
        return redirect(self.url(f"cadastros:{passo}", rascunho.pk))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            atual=self.atual,
            ve_linhas=self.ve_linhas,
            ve_o_enviado=self.ve_o_enviado,
            de_quem_e=self.de_quem_e,
            apagar_em=expurgo.apagar_em(self.atual) if self.atual else None,
            dias_ate_apagar=settings.CARGAS_APAGADAS_DEPOIS_DE_DIAS,
            colunas=self.leiaute.colunas,
            pagina=self._linhas() if self.tem_linhas else None,
            tem_linhas=self.tem_linhas,
            rascunho=self._rascunho(),
            url_do_modelo=self.url("cadastros:modelo", self.tipo.value),
            url_do_modelo_em_xlsx=self.url("cadastros:modelo_em_xlsx", self.tipo.value),
            url_da_copia=self.url("cadastros:copia", self.tipo.value),
            url_das_versoes=self.url("cadastros:versoes", self.tipo.value),
            url_desta_versao=self._url_desta_versao(),
            url_do_organograma=self._url_do_organograma(),
            url_do_arquivo=self.url("cadastros:arquivo", self.tipo.value),
            url_do_original=self.url("cadastros:original", self.tipo.value),
            url_de_conferir=self.url("cadastros:conferir", self.tipo.value),
        )

    @property
    def tem_linhas(self) -> bool:
        return self.atual is not None and self.ve_linhas and not self.atual.sem_linhas

    def _url_desta_versao(self) -> str:
        if self.atual is None:
            return ""
        return self.url("cadastros:versao", self.tipo.value, self.atual.versao)

    def _url_do_organograma(self) -> str:
        return self.url("cadastros:organograma") if self.tipo == TipoDeCarga.UNIDADES else ""

    def _rascunho(self):
        proprios = cargas.rascunhos_de(self.implantacao, self.request.user)
        return proprios.filter(tipo=self.tipo).defer("conteudo_cifrado").first()

    def _linhas(self):
        return Paginator(self.linhas(), LINHAS_POR_PAGINA).get_page(self.request.GET.get("pagina"))

    def linhas(self):
        raise NotImplementedError


class UnidadesView(CargaView):
    tipo = TipoDeCarga.UNIDADES
    template_name = "cadastros/unidades.html"

    def linhas(self):
        unidades = cargas.registros_de(self.atual)
        nivel = niveis(unidades)
        return [(unidade, nivel[unidade.sigla]) for unidade in unidades]


class UsuariosView(CargaView):
    tipo = TipoDeCarga.USUARIOS
    template_name = "cadastros/usuarios.html"

    def linhas(self):
        return self.atual.usuarios.order_by("linha")

    def _linhas(self):
        """Cada pessoa com o CPF pela metade."""
        pagina = super()._linhas()
        cpfs = self.atual.cpfs
        pagina.object_list = [
            (linha, cpf_mascarado(cpfs.get(linha.linha, ""))) for linha in pagina.object_list
        ]
        return pagina

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            tem_unidades=cargas.vigente(self.implantacao, TipoDeCarga.UNIDADES) is not None,
            orfas=self._orfas(),
        )

    def _orfas(self) -> list[str]:
        if not self.atual or not self.atual.usuarios_sem_unidade:
            return []
        siglas = cargas.siglas_das_unidades(self.implantacao)
        return sorted(cargas.unidades_orfas(self.atual, siglas))


class ConferirView(TipoNaUrlMixin, FatoFormView):
    """Diz que o arquivo gravado está certo, sem trocá-lo: responde a uma devolução."""

    form_class = ConfirmarForm
    template_name = "cadastros/conferir.html"
    mensagem = "Anotado: o arquivo foi conferido e está certo."

    def gravar(self, form):
        carga = self.carga_ou_404()
        return f"Arquivo de {self.tipo.label}, versão {carga.versao}, conferido, sem mudança."

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            atual=self.carga_ou_404(),
            url_do_tipo=self.url_do_tipo(),
        )
